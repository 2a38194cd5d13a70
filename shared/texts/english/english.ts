import { common } from './common.ts';
import { settingLines } from './setting-lines.ts';
import { sessionProblems } from './session-problems.ts';
import { sessionEditor } from './session-editor.ts';
import { sessions } from './sessions.ts';
import { settings } from './settings.ts';

/** The English catalogue, which is also the shape of every other: a part for each feature, a text or a function of what stands in it. */
export const english = {
  common,
  sessionEditor,
  sessionProblems,
  sessions,
  settingLines,
  settings,
};
