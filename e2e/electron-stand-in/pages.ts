import { EventEmitter } from 'node:events';
import type { Engine, EnginePage } from './engine.ts';
import { takePort } from './message-ports.ts';
import type { StandInSession } from './sessions.ts';
import { strict } from './strict.ts';

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly show?: boolean;
  readonly webPreferences?: { readonly session?: StandInSession; readonly preload?: string; readonly [name: string]: unknown };
  readonly [name: string]: unknown;
}

/** What all windows of one stand-in share. */
export interface Pages {
  readonly engine: Engine;
  readonly ipcMain: EventEmitter;
  readonly app: EventEmitter;
  readonly defaultSession: StandInSession;
  readonly windows: Set<StandInWindow>;
}

/** An event of Electron with `preventDefault`; tells whether it was called. */
function preventable<T extends object>(fields: T): T & { defaultPrevented: boolean; preventDefault(): void } {
  return {
    ...fields,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

let lastId = 0;

/** https://www.electronjs.org/docs/latest/api/web-contents */
export class StandInContents extends EventEmitter {
  readonly id: number = ++lastId;
  readonly mainFrame: object;
  #page: EnginePage | undefined;
  #openHandler: ((details: { url: string }) => { action: 'allow' | 'deny' }) | undefined;

  constructor(pages: Pages, session: StandInSession, preload: string | undefined) {
    super();
    let url = '';
    // https://www.electronjs.org/docs/latest/api/web-frame-main: `url`, `parent` (null for the top frame), `postMessage`.
    const frame = strict('WebFrameMain', {
      get url() {
        return url;
      },
      parent: null,
      postMessage: (channel: string, message: unknown, transfer: readonly unknown[] = []) =>
        this.#page?.post(channel, structuredClone(message), transfer.map(takePort)),
    });
    this.mainFrame = frame;
    this.#page = pages.engine.open({
      preload,
      answer: (request) => session.answer(request),
      mayUse: (permission, origin) => session.check(this.self, permission, origin),
      on: {
        navigate: (target, isMainFrame) => {
          // "will-frame-navigate … is fired when the main frame or any of its subframes attempts to navigate"; calling
          // `preventDefault` of either event "will prevent the navigation".
          const any = preventable({ url: target, isMainFrame });
          this.emit('will-frame-navigate', any);
          const main = preventable({ url: target, isMainFrame });
          if (isMainFrame) this.emit('will-navigate', main);
          return !any.defaultPrevented && !main.defaultPrevented;
        },
        // setWindowOpenHandler: "Called before creating a window a new window is requested by the renderer"; without one it is made.
        openWindow: (target) => {
          if (this.#openHandler?.({ url: target }).action !== 'deny') throw new Error('The stand-in makes no windows for pages.');
        },
        ipc: (channel, args) => pages.ipcMain.emit(channel, { sender: this.self, senderFrame: frame, ports: [] }, ...args),
        document: (now) => {
          url = now;
        },
        ready: () => this.emit('stand-in-ready'),
        gone: () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
      },
    });
    this.self = strict('WebContents', this);
  }

  readonly self: StandInContents;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'allow' | 'deny' }): void {
    this.#openHandler = handler;
  }
  loadURL(url: string): Promise<void> {
    return this.#page?.load(url) ?? Promise.resolve();
  }
  reload(): void {
    this.#page?.reload();
  }
  executeJavaScript(code: string): Promise<unknown> {
    return this.#page?.evaluate(code) ?? Promise.resolve(undefined);
  }
  /** Not Electron's: the window is gone. */
  end(): void {
    this.#page?.close();
    this.#page = undefined;
  }
}

/** https://www.electronjs.org/docs/latest/api/browser-window */
export class StandInWindow extends EventEmitter {
  readonly webContents: StandInContents;
  readonly #pages: Pages;
  #state: 'hidden' | 'shown' | 'minimized' = 'hidden';
  #focused = 0;
  #maximized = false;
  #destroyed = false;
  readonly #bounds: { x: number; y: number; width: number; height: number };
  /** Not Electron's: what the window was made with. */
  readonly options: WindowOptions;

  constructor(pages: Pages, options: WindowOptions) {
    super();
    this.#pages = pages;
    this.options = options;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    const contents = new StandInContents(pages, options.webPreferences?.session ?? pages.defaultSession, options.webPreferences?.preload);
    this.webContents = contents.self;
    // "ready-to-show: emitted when the web page has been rendered (while not being shown) and window can be displayed without a visual flash".
    contents.once('stand-in-ready', () => this.emit('ready-to-show'));
    if (options.show !== false) this.#state = 'shown';
    pages.windows.add(this);
    // https://www.electronjs.org/docs/latest/api/app#event-web-contents-created
    pages.app.emit('web-contents-created', {}, contents.self);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  show(): void {
    this.#state = 'shown';
  }
  focus(): void {
    this.#focused++;
  }
  restore(): void {
    this.#state = 'shown';
  }
  minimize(): void {
    this.#state = 'minimized';
  }
  maximize(): void {
    this.#maximized = true;
  }
  isMinimized(): boolean {
    return this.#state === 'minimized';
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isFullScreen(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  isVisible(): boolean {
    return this.#state === 'shown';
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { ...this.#bounds };
  }
  /** "Event close … Calling event.preventDefault() will cancel the close", then `closed`; the last one gives `window-all-closed`. */
  close(): void {
    if (this.#destroyed) return;
    const event = preventable({});
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.#destroyed = true;
    this.webContents.end();
    this.#pages.windows.delete(this);
    this.emit('closed');
    if (this.#pages.windows.size === 0) this.#pages.app.emit('stand-in-all-closed');
  }
  /** Not Electron's: how often the window was brought to the front. */
  get focusedTimes(): number {
    return this.#focused;
  }
}
