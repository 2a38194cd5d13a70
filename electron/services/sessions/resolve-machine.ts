import { AppError } from '../../../shared/model/errors.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import {
  BUILT_IN,
  mergeSettings,
  type EffectiveSettings,
  type NamedLayer,
  type SettingsLayer,
} from '../../../shared/model/session-settings.ts';
import type { Sessions } from './sessions.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What a machine comes to: where to, and with which settings. */
export interface ResolvedMachine extends EffectiveSettings {
  /** Name of the session, alias or host; `undefined` for an instance, which has its own. */
  readonly name: string | undefined;
  readonly target: Extract<Machine, { kind: 'instance' } | { kind: 'host' }>;
}

/** Throws `not-found` for a session or alias that is gone, `unsupported` for one that only a command reaches. `override` is the strongest layer. */
export type ResolveMachine = (machine: Machine, override?: SettingsLayer) => ResolvedMachine;

/** A host of the person's `~/.ssh/config` with what it says as a layer. */
export type FindAlias = (
  alias: string,
) =>
  | { readonly host: string; readonly layer: SettingsLayer /** By a ProxyCommand that is not run. */; readonly byCommand?: boolean }
  | undefined;

const ASKED = 'This connection';

export function createResolveMachine(deps: {
  readonly sessions: Sessions;
  readonly findAlias: FindAlias;
  /** What the app's own settings say; the weakest layer. */
  readonly appSettings: () => { readonly terminalFontSize: number; readonly terminalScrollback: number };
}): ResolveMachine {
  const { sessions, findAlias } = deps;
  const merge = (layers: readonly NamedLayer[], override: SettingsLayer | undefined): EffectiveSettings => {
    const { terminalFontSize, terminalScrollback } = deps.appSettings();
    const builtIn = { ...BUILT_IN, fontSize: terminalFontSize, scrollback: terminalScrollback };
    return mergeSettings(override === undefined ? layers : [...layers, { from: ASKED, settings: override }], builtIn);
  };

  return (machine, override) => {
    switch (machine.kind) {
      case 'instance':
        return { name: undefined, target: machine, ...merge(sessions.layers(null), override) };
      case 'host':
        return { name: machine.host, target: machine, ...merge(sessions.layers(null), { port: machine.port, ...override }) };
      case 'ssh-config': {
        const found = findAlias(machine.alias);
        if (found === undefined) {
          throw new AppError('not-found', texts().sessionErrors.noAlias(machine.alias), { hint: texts().sessionErrors.lookIntoConfig });
        }
        if (found.byCommand === true) {
          // Straight to the host would be a way that the config does not want, past whatever the command goes through.
          throw new AppError('unsupported', texts().sessionErrors.byCommand(machine.alias), {
            hint: texts().sessionErrors.copyWithProxy,
          });
        }
        const layers = [...sessions.layers(null), { from: '~/.ssh/config', settings: found.layer }];
        const effective = merge(layers, override);
        return { name: machine.alias, target: { kind: 'host', host: found.host, port: effective.values.port }, ...effective };
      }
      case 'session': {
        const session = sessions.get(machine.id);
        if (session === undefined) {
          throw new AppError('not-found', texts().sessionErrors.noSession, {
            hint: texts().sessionErrors.openMachine,
          });
        }
        const effective = merge(sessions.layers(session.folder, session), override);
        if (session.target.kind === 'host') {
          return { name: session.name, target: { kind: 'host', host: session.target.host, port: effective.values.port }, ...effective };
        }
        const { account, region, instance } = session.target;
        return { name: session.name, target: { kind: 'instance', account, region, instance }, ...effective };
      }
    }
  };
}
