import type { InstanceRef, KeyChoice } from '../../../shared/model/instance.ts';
import type { KeyPairMatch } from '../../../shared/model/key.ts';
import type { MethodHandlers } from '../../../shared/rpc/server.ts';
import { expandHome } from '../../ssh/keys/expand-home.ts';
import type { FoundKeyFile } from '../../ssh/keys/find-key-file.ts';
import type { Inventory } from './inventory.ts';

export interface KeyHandlersOptions {
  readonly inventory: Pick<Inventory, 'get' | 'keyFile' | 'setKeyFile'>;
  readonly homeFolder: string;
  /** Looks for the file of a key pair. */
  readonly findKeyFile: (pair: KeyPairMatch, signal: AbortSignal) => Promise<FoundKeyFile>;
  /** Throws an `AppError` that says what the file is, when it is no usable private key. */
  readonly checkKeyFile: (path: string) => Promise<unknown>;
}

/** Which key opens an instance, and the person's say in it. */
export function createKeyHandlers(options: KeyHandlersOptions): Pick<MethodHandlers, 'instances.key' | 'instances.setKeyFile'> {
  const { inventory } = options;

  async function choice({ account, region, instance }: InstanceRef, signal: AbortSignal): Promise<KeyChoice> {
    const ref = { account, region, instance };
    const chosen = inventory.keyFile(ref);
    const keyName = inventory.get(ref)?.keyName;
    const { path, lookedAt } =
      keyName === undefined ? { path: undefined, lookedAt: [] } : await options.findKeyFile({ account, region, keyName }, signal);
    return { lookedAt, ...(chosen === undefined ? {} : { chosen }), ...(path === undefined ? {} : { found: path }) };
  }

  return {
    'instances.key': (ref, { signal }) => choice(ref, signal),
    'instances.setKeyFile': async ({ path, ...ref }, { signal }) => {
      const whole = path === null ? null : expandHome(path, options.homeFolder);
      // Told now, where it was typed, and not at the next connection.
      if (whole !== null) await options.checkKeyFile(whole);
      await inventory.setKeyFile(ref, whole);
      return choice(ref, signal);
    },
  };
}
