import type { Texts } from '../current.ts';
import { common } from './common.ts';
import { settingLines } from './setting-lines.ts';
import { sessionProblems } from './session-problems.ts';
import { sessionEditor } from './session-editor.ts';
import { sessions } from './sessions.ts';
import { settings } from './settings.ts';

/** 简体中文. Loaded only where it is spoken. */
export const chinese: Texts = {
  common,
  sessionEditor,
  sessionProblems,
  sessions,
  settingLines,
  settings,
};
