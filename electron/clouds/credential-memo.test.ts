import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import { createCredentialMemo, type Identity } from './credential-memo.ts';

const identity = (expiresInMinutes?: number): Identity => ({
  accessKeyId: 'a',
  secretAccessKey: 's',
  ...(expiresInMinutes === undefined ? {} : { expiration: new Date(expiresInMinutes * 60_000) }),
});

describe('the memory of credentials', () => {
  it('obtains them once for all who ask together, and again five minutes before they end', async () => {
    let minutes = 0;
    let made = 0;
    const memo = createCredentialMemo({
      now: () => minutes * 60_000,
      resolve: () => {
        made++;
        return Promise.resolve(identity(minutes + 60));
      },
    });
    await Promise.all(Array.from({ length: 5 }, () => memo.get('waiting')));
    minutes = 54;
    await memo.get('waiting');
    expect(made).toBe(1);
    minutes = 56;
    await memo.get('background');
    expect(made).toBe(2);
    memo.forget();
    await memo.get('background');
    expect(made).toBe(3);
  });

  it('keeps a failure for nobody: the next one tries again', async () => {
    let made = 0;
    const memo = createCredentialMemo({
      resolve: () => {
        made++;
        return made === 1 ? Promise.reject(new AppError('unreachable', 'No network.')) : Promise.resolve(identity());
      },
    });
    await expect(memo.get('waiting')).rejects.toMatchObject({ code: 'unreachable' });
    await memo.get('background');
    expect(made).toBe(2);
  });

  it('gives the attempt up when the last one who waits goes away, not before', async () => {
    let given: AbortSignal | undefined;
    const memo = createCredentialMemo({
      resolve: (_patience, signal) =>
        new Promise((_resolve, reject) => {
          given = signal;
          signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Given up.')), { once: true });
        }),
    });
    const first = new AbortController();
    const second = new AbortController();
    const one = memo.get('waiting', first.signal);
    const two = memo.get('waiting', second.signal);
    first.abort(new AppError('cancelled', 'First tab closed.'));
    await expect(one).rejects.toMatchObject({ message: 'First tab closed.' });
    expect(given?.aborted).toBe(false);
    second.abort(new AppError('cancelled', 'Second tab closed.'));
    await expect(two).rejects.toMatchObject({ message: 'Second tab closed.' });
    expect(given?.aborted).toBe(true);
  });

  it('lets one who waits ask although the background could not', async () => {
    const memo = createCredentialMemo({
      resolve: (patience) =>
        patience === 'background' ? Promise.reject(new AppError('expired-credentials', 'Needs a code.')) : Promise.resolve(identity()),
    });
    const background = memo.get('background');
    const waiting = memo.get('waiting');
    await expect(background).rejects.toMatchObject({ code: 'expired-credentials' });
    expect(await waiting).toEqual(identity());
  });
});
