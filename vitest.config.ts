import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,electron,renderer,e2e,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'e2e/specs/**'],
    // Two cores: a worker each; real servers run beside them.
    maxWorkers: 2,
    // Against hanging only: no test is a stopwatch, and the machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Node reads TypeScript with WebAssembly, in each thread that a test starts. Its collector of such code has ended a run: “Check failed:
    // jit_page_->allocations_.erase(addr) == 1” (Node 24.21, freed while several threads used one module). What is built has no use for it.
    execArgv: ['--no-wasm-code-gc'],
    setupFiles: ['vitest.setup.ts'],
  },
});
