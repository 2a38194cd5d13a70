import { isIPv6 } from 'node:net';
import { AppError } from '../../../shared/model/errors.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { ProxySetting, SessionSettings } from '../../../shared/model/session-settings.ts';
import type { ResolvedMachine, ResolveMachine } from '../sessions/resolve-machine.ts';
import { texts } from '../../../shared/texts/current.ts';

/** SSH connections within one another; OpenSSH has no bound, and nobody has a network this deep. */
const MAX_JUMPS = 16;
/** The `from` of the layer that the person's SSH config makes. */
const SSH_CONFIG = '~/.ssh/config';

/** A machine on the way, with the settings for the connection to it. */
export interface JumpHost {
  /** As the settings name it. */
  readonly name: string;
  readonly resolved: ResolvedMachine;
}

/** The whole way to a machine: the proxy first, then each jump host from the one before. */
export interface Way {
  readonly proxy: ProxySetting;
  readonly jumps: readonly JumpHost[];
}

export interface JumpLookup {
  readonly resolve: ResolveMachine;
  /** Id of the saved session of this name. */
  readonly findSession: (name: string) => string | undefined;
}

interface Found extends JumpHost {
  /** Of a saved session, which has a way of its own. */
  readonly own: string | undefined;
}

/**
 * Follows the jump hosts of the settings, as OpenSSH's ProxyJump: the first is reached by its own proxy and jump hosts where it has
 * any, each further one from the one before. Throws `invalid-input` for a circle (by name) and for what cannot be read.
 */
export function planWay(lookup: JumpLookup, machine: Machine, resolved: ResolvedMachine): Way {
  return follow(resolved, [{ own: ownKey(machine), name: resolved.name ?? texts().terminalTexts.thisInstance }]);

  function follow(from: ResolvedMachine, stack: readonly { own: string | undefined; name: string }[]): Way {
    const found = from.values.jump.map((text) => findJump(lookup, text, from));
    for (const { own, name } of found) {
      const start = stack.findIndex((before) => own !== undefined && before.own === own);
      if (start < 0) continue;
      const circle = [...stack.slice(start).map((step) => step.name), name].join(' → ');
      throw new AppError('invalid-input', texts().terminalTexts.circle(circle), {
        hint: texts().terminalTexts.breakCircle,
      });
    }
    const [first] = found;
    if (first === undefined) return { proxy: from.values.proxy, jumps: [] };
    const own: Way = first.own === undefined ? { proxy: { kind: 'none' }, jumps: [] } : follow(first.resolved, [...stack, first]);
    const jumps = [...own.jumps, ...found.map(({ name, resolved: machineOf }) => ({ name, resolved: machineOf }))];
    if (jumps.length > MAX_JUMPS) throw new AppError('limit', texts().terminalTexts.manyJumps(MAX_JUMPS));
    return { proxy: own.jumps.length > 0 || own.proxy.kind !== 'none' ? own.proxy : from.values.proxy, jumps };
  }
}

function findJump({ resolve, findSession }: JumpLookup, text: string, from: ResolvedMachine): Found {
  // What the SSH config calls a name is its own: a saved session that is named the same must not come in between.
  const ofConfig = from.origins.jump === SSH_CONFIG;
  const id = ofConfig ? undefined : findSession(text);
  if (id !== undefined) {
    const machine: Machine = { kind: 'session', id };
    return { name: text, own: ownKey(machine), resolved: resolve(machine) };
  }
  const { user, host, port } = parseJump(text);
  // Jump hosts of the SSH config come with their own ways resolved; what it says about their keys and the like still counts.
  const alias = ofConfig ? tryResolve(() => resolve({ kind: 'ssh-config', alias: host })) : undefined;
  // Else the settings of whoever names it (key, time-outs, policy), less what is meant for that machine alone.
  const values: SessionSettings = {
    ...(alias ?? from).values,
    user,
    port: port ?? 22,
    jump: [],
    proxy: { kind: 'none' },
    route: 'auto',
    pinnedHostKeys: [],
    agentForwarding: false,
  };
  const target = { kind: 'host' as const, host, port: values.port };
  return { name: text, own: undefined, resolved: { name: host, target, values, origins: {} } };
}

function tryResolve(resolve: () => ResolvedMachine): ResolvedMachine | undefined {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

function ownKey(machine: Machine): string | undefined {
  if (machine.kind === 'session') return `session ${machine.id}`;
  return machine.kind === 'ssh-config' ? `alias ${machine.alias}` : undefined;
}

/** `[user@]host[:port]`, also `ssh://…`; an IPv6 address in brackets, or bare without a port. Throws `invalid-input`. */
export function parseJump(text: string): { readonly user: string; readonly host: string; readonly port: number | undefined } {
  const bare = text
    .trim()
    .replace(/^ssh:\/\//u, '')
    .replace(/\/$/u, '');
  const at = bare.lastIndexOf('@');
  const user = at < 0 ? '' : bare.slice(0, at);
  const address = bare.slice(at + 1);
  if (isIPv6(address)) return { user, host: address, port: undefined };
  const parts = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/u.exec(address);
  const host = parts?.[1] ?? parts?.[2];
  const port = parts?.[3] === undefined ? undefined : Number(parts[3]);
  const bad = host === undefined || (parts?.[1] !== undefined && !isIPv6(host.replace(/%.*$/u, '')));
  if (bad || (port !== undefined && (port < 1 || port > 65_535)) || (at >= 0 && user === '')) {
    throw new AppError('invalid-input', texts().terminalTexts.noJump(text), {
      hint: texts().terminalTexts.writeJump,
    });
  }
  return { user, host, port };
}
