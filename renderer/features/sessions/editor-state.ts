import { AppError } from '../../../shared/model/errors.ts';
import { problemOfHost } from '../../../shared/model/quick-connect.ts';
import { SETTING_KEYS, type SettingKey } from '../../../shared/model/session-settings.ts';
import type { Draft } from './editor-store.ts';
import { problemOfName, problemsOf } from './setting-limits.ts';
import { texts } from '../../../shared/texts/current.ts';

/** All that is wrong with a draft. `general` belongs to no field. */
export interface Problems {
  readonly name?: string;
  readonly target?: string;
  readonly general?: string;
  readonly settings: Readonly<Partial<Record<SettingKey, string>>>;
}

/** What can be told before the host is asked. A name is needed only to save. */
export function problemsOfDraft(draft: Draft): Problems {
  const settings = problemsOf(draft.settings);
  if (draft.kind === 'defaults') return { settings };
  const name = problemOfName(draft.name);
  const target = draft.kind === 'session' ? problemOfTarget(draft) : undefined;
  return { settings, ...(name === undefined ? {} : { name }), ...(target === undefined ? {} : { target }) };
}

function problemOfTarget({ target }: Draft & { kind: 'session' }): string | undefined {
  if (target.kind === 'instance') return target.instance === '' ? texts().sessionProblems.noInstance : undefined;
  return problemOfHost(target.host);
}

export function canOpen({ target, settings }: Problems): boolean {
  return target === undefined && Object.keys(settings).length === 0;
}

export function canSave(problems: Problems): boolean {
  return canOpen(problems) && problems.name === undefined;
}

/**
 * Where the host's refusal belongs. Its schema names the field first (`sessions.save: settings.port: …`); what it refuses for what
 * is there already (a name that is taken) it says in words.
 */
export function problemsOfRefusal(error: unknown): Problems {
  const text = error instanceof Error ? error.message : String(error);
  const hint = error instanceof AppError && error.hint !== undefined ? ` ${error.hint}` : '';
  const [, path, said] = /^[a-z]+\.[a-zA-Z]+: ([\w.]+): (.+)$/su.exec(text) ?? [];
  if (path !== undefined && said !== undefined) {
    const [head, key] = path.split('.');
    const setting = SETTING_KEYS.find((known) => known === key);
    if (head === 'settings' && setting !== undefined) return { settings: { [setting]: said } };
    if (head === 'name') return { name: said, settings: {} };
    if (head === 'target') return { target: said, settings: {} };
  }
  // In the words of either language: the host may speak the other one while it changes.
  if (/ named “|名为“/u.test(text)) return { name: `${text}${hint}`, settings: {} };
  return { general: `${text}${hint}`, settings: {} };
}
