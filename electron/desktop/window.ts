import { BrowserWindow, type Session } from 'electron';
import { PAGE_URL } from './origin.ts';
import type { WindowMemory } from './window-state.ts';

export interface WindowOptions {
  readonly session: Session;
  /** The built preload script. */
  readonly preload: string;
  readonly memory: WindowMemory;
}

/** The one window. Shown when it has something to show, so that nothing flashes. */
export function createWindow({ session, preload, memory }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...memory.options,
    minWidth: 640,
    minHeight: 400,
    show: false,
    autoHideMenuBar: true,
    title: 'Gangway',
    webPreferences: {
      session,
      preload,
      // The defaults of today, named: whoever changes one sees what it is.
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A terminal in a hidden window goes on taking what its shell prints; its credit is bounded anyway.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  memory.follow(window);
  void window.loadURL(PAGE_URL);
  return window;
}
