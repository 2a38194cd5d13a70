import { EventEmitter } from 'node:events';
import type { Engine } from './engine.ts';
import { MessageChannelMain } from './message-ports.ts';
import { StandInWindow, type Pages, type WindowOptions } from './pages.ts';
import { createSafeStorage, type StandInKeyring } from './safe-storage.ts';
import { StandInSession, type Scheme } from './sessions.ts';
import { strict } from './strict.ts';

export interface StandInOptions {
  readonly engine: Engine;
  readonly version: string;
  /** Ends the process; tests only note it. */
  readonly exit: (code: number) => void;
  /** Whether another instance holds the lock. */
  readonly secondInstance?: boolean;
  /** The button that is clicked in a message box. Default: the first. */
  readonly answer?: (question: { readonly message: string; readonly buttons: readonly string[] }) => Promise<number>;
}

/** What a test sees of the app beside its page. */
export interface Control {
  /** To be called when the app's entry has been evaluated: Electron emits `ready` no sooner for an ES module. */
  ready(): void;
  readonly windows: ReadonlySet<StandInWindow>;
  readonly session: StandInSession;
  readonly schemes: readonly Scheme[];
  readonly paths: ReadonlyMap<string, string>;
  readonly opened: readonly string[];
  readonly errorBoxes: readonly { title: string; content: string }[];
  readonly menu: unknown;
  readonly sandboxed: boolean;
  readonly app: EventEmitter;
  readonly ipcMain: EventEmitter;
  readonly powerMonitor: EventEmitter;
  /** To be changed by tests. */
  readonly keyring: StandInKeyring;
  /** The system's clipboard, which other programs write, too. */
  readonly clipboard: { text: string };
}

/** Electron's module for the main process, as far as Gangway uses it, on an engine that shows the pages. */
export function createStandIn({ engine, version, exit, secondInstance = false, answer = () => Promise.resolve(0) }: StandInOptions): {
  electron: Readonly<Record<string, unknown>>;
  control: Control;
} {
  const opened: string[] = [];
  const errorBoxes: { title: string; content: string }[] = [];
  const schemes: Scheme[] = [];
  const paths = new Map<string, string>();
  const state = { ready: false, sandboxed: false, menu: undefined as unknown, quitting: false };
  const whenReady = Promise.withResolvers<void>();
  const beforeReady = (what: string): void => {
    if (state.ready) throw new Error(`${what} must be called before the app is ready.`);
  };
  const windows = new Set<StandInWindow>();
  const ipcMain = new EventEmitter();
  const powerMonitor = new EventEmitter();
  // A machine without a desktop: what the stand-in runs on.
  const keyring: StandInKeyring = { backend: 'basic_text', available: true, rotated: false };
  const board = { text: '' };
  const defaultSession = new StandInSession(() => state.ready);

  // https://www.electronjs.org/docs/latest/api/app
  const app: EventEmitter = Object.assign(new EventEmitter(), {
    isPackaged: false,
    whenReady: () => whenReady.promise,
    getVersion: () => version,
    // "Overrides the path to a special directory or file associated with name."
    setPath: (name: string, path: string) => void paths.set(name, path),
    getPath: (name: string) => paths.get(name) ?? '',
    // "Enables full sandbox mode on the app … This method can only be called before app is ready."
    enableSandbox: () => {
      beforeReady('app.enableSandbox');
      state.sandboxed = true;
    },
    requestSingleInstanceLock: () => !secondInstance,
    // "All windows will be closed immediately without asking the user, and the before-quit and will-quit events will not be emitted."
    exit: (code = 0) => exit(code),
    // "Try to close all windows. The before-quit event will be emitted first."
    quit: () => {
      let prevented = false;
      app.emit('before-quit', { preventDefault: () => (prevented = true) });
      if (prevented) return;
      state.quitting = true;
      for (const window of [...windows]) window.close();
      if (windows.size === 0) exit(0);
    },
  });
  // "window-all-closed … If you do not subscribe to this event and all windows are closed, the default behavior is to quit the app";
  // it is not emitted when `app.quit()` closes them.
  app.on('stand-in-all-closed', () => {
    if (state.quitting) return;
    if (!app.emit('window-all-closed')) exit(0);
  });

  const pages: Pages = { engine, ipcMain, app, defaultSession, windows };
  class BrowserWindow extends StandInWindow {
    constructor(options: WindowOptions = {}) {
      if (!state.ready) throw new Error('Cannot create BrowserWindow before app is ready');
      super(pages, options);
      return strict('BrowserWindow', this);
    }
  }

  const electron = {
    app: strict('app', app),
    BrowserWindow,
    MessageChannelMain,
    ipcMain: strict('ipcMain', ipcMain),
    powerMonitor: strict('powerMonitor', powerMonitor),
    safeStorage: createSafeStorage(keyring, () => state.ready),
    // https://www.electronjs.org/docs/latest/api/protocol#protocolregisterschemesasprivilegedcustomschemes: "can only be used before the
    // ready event of the app module gets emitted and can be called only once".
    protocol: strict('protocol', {
      registerSchemesAsPrivileged: (list: readonly Scheme[]) => {
        beforeReady('protocol.registerSchemesAsPrivileged');
        if (schemes.length > 0) throw new Error('protocol.registerSchemesAsPrivileged can be called only once.');
        schemes.push(...list);
      },
    }),
    // "session.defaultSession: A Session object, the default session object of the app, available after app.whenReady is called."
    session: strict('session', {
      get defaultSession() {
        if (!state.ready) throw new Error('session.defaultSession is there after the app is ready.');
        return strict('Session', defaultSession);
      },
    }),
    // https://www.electronjs.org/docs/latest/api/clipboard: "clear(): Clears the clipboard content." "readText(): A promise that resolves with
    // the content of the clipboard as plain text." "writeText(text): A promise that resolves once the text has been written to the clipboard."
    clipboard: strict('clipboard', {
      readText: () => Promise.resolve(board.text),
      writeText: async (text: string) => {
        board.text = text;
      },
      clear: () => {
        board.text = '';
      },
    }),
    shell: strict('shell', { openExternal: async (url: string) => void opened.push(url) }),
    dialog: strict('dialog', {
      showErrorBox: (title: string, content: string) => void errorBoxes.push({ title, content }),
      // https://www.electronjs.org/docs/latest/api/dialog#dialogshowmessageboxwindow-options: "Returns Promise<Object> … response number
      // - The index of the clicked button." Nobody is there to click: whoever runs the stand-in answers.
      showMessageBox: async (question: { message: string; buttons: readonly string[] }) => ({ response: await answer(question) }),
    }),
    screen: strict('screen', { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }),
    Menu: strict('Menu', {
      buildFromTemplate: (template: unknown) => ({ template }),
      setApplicationMenu: (menu: unknown) => {
        state.menu = menu;
      },
    }),
  };

  return {
    electron,
    control: {
      ready() {
        state.ready = true;
        app.emit('ready');
        whenReady.resolve();
      },
      windows,
      session: defaultSession,
      schemes,
      paths,
      opened,
      errorBoxes,
      get menu() {
        return state.menu;
      },
      get sandboxed() {
        return state.sandboxed;
      },
      app,
      ipcMain,
      powerMonitor,
      keyring,
      clipboard: board,
    },
  };
}
