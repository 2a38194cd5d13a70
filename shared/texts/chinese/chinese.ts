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
import { power } from './power.ts';
import { reach } from './reach.ts';
import { sshErrors } from './ssh-errors.ts';
import { sshSteps } from './ssh-steps.ts';
import { hostKeyTexts } from './host-key-texts.ts';
import { loginTexts } from './login-texts.ts';
import { keyFileErrors } from './key-file-errors.ts';
import { dialTexts } from './dial-texts.ts';
import { configTexts } from './config-texts.ts';
import { storeErrors } from './store-errors.ts';
import { importErrors } from './import-errors.ts';
import { importNotes } from './import-notes.ts';
import { importFields } from './import-fields.ts';
import { puttyNotes } from './putty-notes.ts';
import { stateReasons } from './state-reasons.ts';
import { stateWords } from './state-words.ts';
import { routeTexts } from './route-texts.ts';
import { contractErrors } from './contract-errors.ts';
import { lockWords } from './lock-words.ts';
import { parts } from './parts.ts';
import { terminal } from './terminal.ts';
import { terminalActions } from './terminal-actions.ts';
import { durations } from './durations.ts';
import { hostTexts } from './host-texts.ts';
import { quit } from './quit.ts';
import { desktops } from './desktops.ts';
import { windowsPassword } from './windows-password.ts';
import { rdpSteps } from './rdp-steps.ts';
import { rdpErrors } from './rdp-errors.ts';
import { rdpClients } from './rdp-clients.ts';
import { rdpExits } from './rdp-exits.ts';
import { rdpValues } from './rdp-values.ts';
import { awsErrors } from './aws-errors.ts';
import { awsProfiles } from './aws-profiles.ts';
import { awsCredentials } from './aws-credentials.ts';
import { awsLoginNames } from './aws-login-names.ts';
import { instances } from './instances.ts';
import { instanceColumns } from './instance-columns.ts';
import { instanceDetails } from './instance-details.ts';
import { instanceCommands } from './instance-commands.ts';
import { setPassword } from './set-password.ts';
import { passwordErrors } from './password-errors.ts';
import { frame } from './frame.ts';
import { connecting } from './connecting.ts';
import { alibabaErrors } from './alibaba-errors.ts';
import { alibabaProfiles } from './alibaba-profiles.ts';
import { alibabaCredentials } from './alibaba-credentials.ts';
import { alibabaLoginNames } from './alibaba-login-names.ts';
import { powerErrors } from './power-errors.ts';
import { reachErrors } from './reach-errors.ts';
import { settings } from './settings.ts';

/** 简体中文. Loaded only where it is spoken. */
export const chinese: Texts = {
  accountErrors,
  accounts,
  alibabaCredentials,
  alibabaErrors,
  alibabaLoginNames,
  alibabaProfiles,
  awsCredentials,
  awsErrors,
  awsLoginNames,
  awsProfiles,
  common,
  configTexts,
  connecting,
  contractErrors,
  desktopPrompts,
  desktops,
  dialTexts,
  durations,
  forwardErrors,
  frame,
  hostKeyTexts,
  hostTexts,
  importErrors,
  importFields,
  importNotes,
  imports,
  instanceColumns,
  instanceCommands,
  instanceDetails,
  instances,
  keyErrors,
  keyFileErrors,
  keys,
  lockWords,
  loginTexts,
  parts,
  passwordErrors,
  power,
  powerErrors,
  prompts,
  puttyNotes,
  quickConnect,
  quit,
  rdpClients,
  rdpErrors,
  rdpExits,
  rdpSteps,
  rdpValues,
  reach,
  reachErrors,
  routeTexts,
  sessionEditor,
  sessionErrors,
  sessionProblems,
  sessions,
  setPassword,
  settingLines,
  settings,
  sshErrors,
  sshSteps,
  stateReasons,
  stateWords,
  storeErrors,
  terminal,
  terminalActions,
  terminalTexts,
  trustPrompts,
  vault,
  vaultErrors,
  windowsPassword,
};
