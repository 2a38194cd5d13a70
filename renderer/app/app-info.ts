import type { AppInfo } from '../../shared/contract/app.ts';

let current: AppInfo | undefined;

/** Set once by the start of the page, before anything renders. */
export function setAppInfo(info: AppInfo): void {
  current = info;
}

export function appInfo(): AppInfo {
  if (current === undefined) throw new Error('The facts of the app were read before they came.');
  return current;
}
