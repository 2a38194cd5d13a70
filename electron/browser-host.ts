import { keepCompiledCode } from './host/compiled-code.ts';

// Not in the desktop shell: code that lies outside of the signed app must not run with its rights.
keepCompiledCode();
// All the rest: what is imported above is compiled at every start.
await import('./browser/main.ts');
