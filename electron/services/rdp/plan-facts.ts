import { displayText } from '../../../shared/model/display-text.ts';
import type { LaunchDeps, LaunchLife, LaunchOrder } from './launch-order.ts';
import type { MachineWay } from './machine-way.ts';

/** What a plan is made from, but for what belongs to one client. */
export function planFacts(
  deps: Pick<LaunchDeps, 'homeFolder' | 'env'>,
  order: LaunchOrder,
  found: MachineWay,
  at: { readonly host: string; readonly port: number },
  who: { readonly user: string; readonly domain: string; readonly hasPassword: boolean },
): NonNullable<LaunchLife['planInput']> {
  const { sha256, sha1, der } = found.server;
  const configHome = deps.env['XDG_CONFIG_HOME'] ?? '';
  return {
    ...{ host: at.host, port: at.port, label: displayText(order.name, 128) },
    ...who,
    options: order.resolved.values,
    certificate: { sha256, sha1, ...(der === '' ? {} : { der }) },
    home: deps.homeFolder,
    ...(configHome.startsWith('/') ? { configHome } : {}),
  };
}
