import { EventEmitter } from 'node:events';

type Handler = (request: Request) => Response | Promise<Response>;
type CheckHandler = (contents: object | null, permission: string, origin: string, details: object) => boolean;
type RequestHandler = (
  contents: object,
  permission: string,
  decide: (granted: boolean) => void,
  details: { isMainFrame: boolean; requestingUrl: string },
) => void;

export interface Scheme {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean; readonly [name: string]: unknown };
}

/** https://www.electronjs.org/docs/latest/api/session */
export class StandInSession extends EventEmitter {
  readonly protocol: { handle(scheme: string, handler: Handler): void };
  readonly #handlers = new Map<string, Handler>();
  #check: CheckHandler | null = null;
  #request: RequestHandler | null = null;
  #device: ((details: object) => boolean) | null = null;

  constructor(isReady: () => boolean) {
    super();
    this.protocol = {
      // "protocol.handle: Register a protocol handler for scheme"; the module's methods "can only be used after the ready event".
      handle: (scheme, handler) => {
        if (!isReady()) throw new Error('protocol.handle before the app is ready.');
        if (this.#handlers.has(scheme)) throw new Error(`There is a handler for ${scheme} already.`);
        this.#handlers.set(scheme, handler);
      },
    };
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }
  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }
  setDevicePermissionHandler(handler: ((details: object) => boolean) | null): void {
    this.#device = handler;
  }
  /** "ses.fetch(): … handlers of custom protocols are called for it." */
  fetch(url: string): Promise<Response> {
    return this.answer(new Request(url));
  }

  /** Not Electron's: what a page gets for a URL of a handled scheme. */
  async answer(request: Request): Promise<Response> {
    const handler = this.#handlers.get(new URL(request.url).protocol.slice(0, -1));
    return handler === undefined ? Response.error() : await handler(request);
  }

  /**
   * Not Electron's: the outcome for a permission. "To get complete permission handling you must implement both handlers", and
   * without a handler all is granted; with both, both must agree here.
   */
  check(contents: object, permission: string, origin: string): boolean {
    let granted = this.#request === null;
    this.#request?.(contents, permission, (decision) => (granted = decision), { isMainFrame: true, requestingUrl: `${origin}/` });
    const checked = this.#check === null || this.#check(contents, permission, origin, {});
    return granted && checked;
  }

  /** Not Electron's: the outcome for a device (HID, serial, USB). "By default" the handler decides; without one, chosen devices are granted. */
  checkDevice(): boolean {
    return this.#device === null || this.#device({});
  }
}
