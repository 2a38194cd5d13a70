/** A server that was accepted with one key came with another one in the same connection. */
export interface ChangedKey {
  readonly accepted: Buffer;
  readonly presented: Buffer;
}

/**
 * The one owner of ssh2's `hostVerifier` option, which takes everything but exactly `false` as a yes. It returns nothing, answers
 * once, and every throw, rejection or value other than `true` is a no.
 *
 * ssh2 asks again at each rekey, and an answer later than at once corrupts the stream there: the accepted key is kept, and the same
 * bytes are a yes, others a no, synchronously. `onRefused` is then given both keys.
 */
export function createHostVerifier(
  decide: (key: Buffer) => Promise<boolean>,
  onRefused: (error: unknown, changed?: ChangedKey) => void,
): (key: Buffer, verify: (accepted: boolean) => void) => undefined {
  let accepted: Buffer | undefined;
  let asked = false;
  return (key, verify) => {
    if (asked) {
      const same = accepted?.equals(key) === true;
      if (!same) onRefused(undefined, accepted && { accepted, presented: Buffer.from(key) });
      verify(same);
      return;
    }
    asked = true;
    const copy = Buffer.from(key);
    const answer = (yes: boolean): void => {
      try {
        verify(yes);
      } catch (error) {
        // The connection went away meanwhile, or what follows the answer failed: ssh2 has nobody left to tell.
        onRefused(error);
      }
    };
    const refuse = (error: unknown): void => {
      onRefused(error);
      answer(false);
    };
    let decision: Promise<boolean>;
    try {
      decision = Promise.resolve(decide(copy));
    } catch (error) {
      refuse(error);
      return;
    }
    decision.then((yes) => {
      if (yes !== true) return refuse(undefined);
      accepted = copy;
      answer(true);
    }, refuse);
  };
}
