/** No call for so long: the list is there, nobody waits. Milliseconds. */
const REST_MS = 3_000;

/**
 * Collects once, when the thread first comes to rest. Loading the SDK leaves some five megabytes of room that nothing uses; a thread that has
 * little to do from then on makes too little garbage for the engine ever to give it back. Where the engine offers no `gc` all stays as it is.
 */
export function collectAtRest(collect: (() => void) | undefined): { begin(): void; end(): void } {
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  let over = collect === undefined;
  return {
    begin() {
      running += 1;
      clearTimeout(timer);
    },
    end() {
      running -= 1;
      if (over || running > 0) return;
      timer = setTimeout(() => {
        over = true;
        collect?.();
      }, REST_MS);
      timer.unref();
    },
  };
}
