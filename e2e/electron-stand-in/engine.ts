/** What shows the pages of the stand-in: Chromium, or nothing at all. URLs are the app's own (`app://…`). */
export interface Engine {
  open(options: PageOptions): EnginePage;
  close(): Promise<void>;
}

export interface PageOptions {
  /** The script that runs in a world of its own before the page's scripts; a file. */
  readonly preload: string | undefined;
  /** Answers a request for the app's own scheme. */
  readonly answer: (request: Request) => Promise<Response>;
  /** Whether Electron would grant the page a permission. */
  readonly mayUse: (permission: string, origin: string) => boolean;
  readonly on: PageEvents;
}

export interface PageEvents {
  /** The page wants to go somewhere; `false` keeps it where it is. */
  navigate(url: string, isMainFrame: boolean): boolean;
  openWindow(url: string): void;
  /** `ipcRenderer.send` of the preload script. */
  ipc(channel: string, args: readonly unknown[]): void;
  /** A new document is there; what belonged to the one before is gone. */
  document(url: string): void;
  ready(): void;
  gone(): void;
}

export interface EnginePage {
  load(url: string): Promise<void>;
  reload(): void;
  evaluate(code: string): Promise<unknown>;
  /** `WebFrameMain.postMessage`: the message and the ends of channels reach `ipcRenderer.on` of the preload script. */
  post(channel: string, message: unknown, ports: readonly PortEnd[]): void;
  close(): void;
}

/** The half of a channel that was given to a page. */
export interface PortEnd {
  /** The page posted something. */
  toMain(data: unknown): void;
  /** The page's end is gone. */
  disconnect(): void;
  /** The engine says how messages and the end of the other half reach the page. */
  connect(page: { deliver(data: unknown): void; disconnect(): void }): void;
}
