import { AppError } from '../../../shared/model/errors.ts';
import { secretId } from '../../../shared/model/vault.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import type { Proxy, ProxyPassword } from '../../dial/proxy.ts';
import type { Ask, Secrets } from '../../ssh/ssh.ts';
import { texts } from '../../../shared/texts/current.ts';

/** How often the person is asked. */
const ATTEMPTS = 3;

/** The password of a proxy: the saved one, then the person's answers. One that the proxy took is kept where the person wants that. */
export function createProxyPassword(options: {
  readonly proxy: Proxy;
  readonly ask: Ask;
  readonly secrets: Secrets | undefined;
  readonly terminal: string;
  readonly title: string;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}): ProxyPassword {
  const { proxy, ask, secrets, terminal, title, report } = options;
  const shown = proxy.host.includes(':') ? `[${proxy.host}]:${proxy.port}` : `${proxy.host}:${proxy.port}`;
  const id = secretId.proxyPassword(proxy.host, proxy.port, proxy.user);
  let lookedUp = false;
  let asked = 0;
  let known: string | undefined;
  let tried: { readonly value: string; readonly remember: boolean } | undefined;

  return {
    async next(signal) {
      if (known !== undefined) return known;
      if (!lookedUp) {
        lookedUp = true;
        const saved = await secrets?.find(id, texts().terminalTexts.whyProxyPassword(proxy.user, shown), signal);
        if (saved !== undefined) {
          tried = { value: saved, remember: false };
          return saved;
        }
      }
      if (asked >= ATTEMPTS) return undefined;
      asked += 1;
      const cannotRemember = secrets === undefined ? texts().terminalTexts.noVault : secrets.cannotRemember();
      const origin = { terminal, title, ...(cannotRemember === undefined ? {} : { cannotRemember }) };
      const answer = await ask('proxyPassword', { ...origin, proxy: shown, user: proxy.user, attempt: asked }, signal);
      tried = { value: answer.password, remember: answer.remember === true && cannotRemember === undefined };
      return answer.password;
    },
    accepted() {
      known = tried?.value;
      if (tried?.remember !== true) return;
      const secret = {
        id,
        kind: 'proxy-password' as const,
        label: texts().terminalTexts.proxyLabel(proxy.user, shown),
        value: tried.value,
      };
      tried = { ...tried, remember: false };
      secrets?.remember(secret, options.signal).catch((error: unknown) => {
        const why = error instanceof AppError ? ` ${error.message}` : '';
        report({ step: 'tcp', state: 'info', text: texts().terminalTexts.proxyNotKept(why) });
      });
    },
  };
}
