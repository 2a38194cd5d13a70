import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright';
import { CHROMIUM_ARGS } from '../e2e/testbed/chromium-args.ts';

export const CHROMIUM = '/usr/bin/chromium';

/** The size of every page, so that the app's terminal and the bare one get about the same cells. */
export const VIEWPORT = { width: 1280, height: 800 } as const;

/** A headless Chromium as the specs use it; background tabs are not throttled, since both sides have their page in front. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
    args: [
      ...CHROMIUM_ARGS,
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
    ],
  });
}
