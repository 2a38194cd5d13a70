import { vi } from 'vitest';

/**
 * How long a condition may take to become true, in milliseconds. The libraries' own second is a hidden stopwatch: on a busy machine a real
 * server needs longer. A condition that never comes still fails, and before the test's own time is up.
 */
const PATIENCE = 20_000;

const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (condition, options) =>
  waitFor(condition, typeof options === 'number' ? options : { timeout: PATIENCE, interval: 20, ...options });

if ('document' in globalThis) {
  const { configure } = await import('@testing-library/react');
  configure({ asyncUtilTimeout: PATIENCE });
}
