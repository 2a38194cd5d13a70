import type { Texts } from '../current.ts';
import { common } from './common.ts';
import { settingLines } from './setting-lines.ts';
import { sessionProblems } from './session-problems.ts';
import { sessionEditor } from './session-editor.ts';
import { sessions } from './sessions.ts';
import { prompts } from './prompts.ts';
import { trustPrompts } from './trust-prompts.ts';
import { desktopPrompts } from './desktop-prompts.ts';
import { quickConnect } from './quick-connect.ts';
import { accounts } from './accounts.ts';
import { keys } from './keys.ts';
import { imports } from './imports.ts';
import { vault } from './vault.ts';
import { sessionErrors } from './session-errors.ts';
import { keyErrors } from './key-errors.ts';
import { vaultErrors } from './vault-errors.ts';
import { forwardErrors } from './forward-errors.ts';
import { terminalTexts } from './terminal-texts.ts';
import { accountErrors } from './account-errors.ts';
import { settings } from './settings.ts';

/** 简体中文. Loaded only where it is spoken. */
export const chinese: Texts = {
  accountErrors,
  accounts,
  common,
  desktopPrompts,
  forwardErrors,
  imports,
  keyErrors,
  keys,
  prompts,
  quickConnect,
  sessionEditor,
  sessionErrors,
  sessionProblems,
  sessions,
  settingLines,
  settings,
  terminalTexts,
  trustPrompts,
  vault,
  vaultErrors,
};
