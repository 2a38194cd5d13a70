import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Platform } from '../../electron/host/platform.ts';
import { lockFolder } from '../../electron/store/folder-lock.ts';
import type { Frame, Link } from '../../shared/rpc/link.ts';
import { createNoEngine, type NotedPage } from './no-engine.ts';
import { createStandIn, type Control } from './stand-in.ts';

const root = join(import.meta.dirname, '..', '..');
let folder: string;
let out: string;
let dataFolder: string;
const argv = process.argv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-desktop-'));
  out = join(folder, 'out');
  dataFolder = join(folder, 'data');
  mkdirSync(join(out, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(out, 'renderer', 'index.html'), '<!doctype html><title>Gangway</title>');
  writeFileSync(join(folder, 'out', 'secret.js'), 'secret');
});
afterEach(() => {
  process.argv = argv;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  vi.doUnmock('electron');
  vi.resetModules();
  rmSync(folder, { recursive: true, force: true });
});

interface App {
  readonly control: Control;
  readonly pages: readonly NotedPage[];
  readonly links: readonly Link[];
  readonly platform: () => Platform | undefined;
  readonly exits: readonly number[];
  readonly closes: () => number;
  page(): NotedPage;
}

/** The desktop app from its sources, on a stand-in that shows nothing. */
async function startDesktop(
  options: {
    args?: readonly string[];
    secondInstance?: boolean;
    close?: () => Promise<void>;
    terminals?: number;
    desktops?: number;
    answer?: (question: { message: string; buttons: readonly string[] }) => Promise<number>;
  } = {},
): Promise<App> {
  const engine = createNoEngine();
  const exits: number[] = [];
  const links: Link[] = [];
  let platform: Platform | undefined;
  let closes = 0;
  const { electron, control } = createStandIn({
    engine,
    version: '9.9.9',
    exit: (code) => void exits.push(code),
    ...(options.secondInstance === undefined ? {} : { secondInstance: options.secondInstance }),
    ...(options.answer === undefined ? {} : { answer: options.answer }),
  });
  vi.resetModules();
  vi.doMock('electron', () => electron);
  process.argv = ['electron', '.', '--data-dir', dataFolder, ...(options.args ?? [])];
  const { runDesktop } = await import('../../electron/desktop/desktop.ts');
  await runDesktop({
    out,
    createHost: async (given) => {
      platform = given;
      return {
        attach: (link) => void links.push(link),
        liveTerminals: () => options.terminals ?? 0,
        liveLaunches: () => options.desktops ?? 0,
        close: async () => {
          closes++;
          await options.close?.();
        },
      };
    },
  });
  if (exits.length === 0) {
    control.ready();
    await vi.waitFor(() => expect(engine.pages).toHaveLength(1));
  }
  return {
    control,
    pages: engine.pages,
    links,
    platform: () => platform,
    exits,
    closes: () => closes,
    page: () => engine.pages.at(-1) ?? expect.fail('no page'),
  };
}

describe('quitting with open terminals', () => {
  it('asks first, and goes on when the person thinks better of it', async () => {
    const asked: string[] = [];
    const { control, exits, closes } = await startDesktop({
      terminals: 3,
      desktops: 1,
      answer: ({ message, buttons }) => {
        asked.push(message);
        return Promise.resolve(buttons.indexOf('Cancel'));
      },
    });
    const [window] = control.windows;
    window?.close();
    await vi.waitFor(() => expect(asked).toEqual(['3 terminals and one remote desktop are open. Quit Gangway?']));
    expect([control.windows.size, closes(), exits]).toEqual([1, 0, []]);
    // Asked anew, not remembered.
    await vi.waitFor(() => {
      window?.close();
      expect(asked.length).toBeGreaterThan(1);
    });
  });

  it('ends everything when the person says so', async () => {
    const { control, exits, closes } = await startDesktop({
      terminals: 1,
      answer: ({ buttons }) => Promise.resolve(buttons.indexOf('Quit')),
    });
    const [window] = control.windows;
    window?.close();
    await vi.waitFor(() => expect(exits).toEqual([0]));
    expect(closes()).toBe(1);
  });

  it('asks nobody on a signal, and ends while a question is still open', async () => {
    const { control, exits } = await startDesktop({ terminals: 1, answer: () => new Promise(() => {}) });
    const [window] = control.windows;
    window?.close();
    process.emit('SIGTERM');
    await vi.waitFor(() => expect(exits).toEqual([0]));
  });
});

describe('the desktop window', () => {
  it('is sandboxed and isolated, without Node, and shows the page of the app only', async () => {
    const { control, page } = await startDesktop();
    const [window] = control.windows;
    expect(window?.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      preload: join(out, 'preload', 'preload.cjs'),
    });
    expect(control.sandboxed).toBe(true);
    expect(page().loaded).toEqual(['app://gangway/']);
    expect(control.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  it('appears when it has something to show', async () => {
    const { control, page } = await startDesktop();
    const [window] = control.windows;
    expect(window?.isVisible()).toBe(false);
    page().options.on.ready();
    expect(window?.isVisible()).toBe(true);
  });

  it('is served the built page with its policy, and no other file', async () => {
    const { control } = await startDesktop();
    const answer = await control.session.fetch('app://gangway/');
    expect(await answer.text()).toContain('Gangway');
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    for (const url of [
      'app://gangway/%2e%2e/secret.js',
      'app://gangway/..%2fsecret.js',
      'app://other/',
      'app://gangway:1/',
      'app://gangway/none.js',
    ]) {
      const refused = await control.session.fetch(url);
      expect([url, refused.status, await refused.text()]).toEqual([url, 404, '']);
    }
    expect((await control.session.answer(new Request('app://gangway/', { method: 'POST' }))).status).toBe(405);
  });

  it('goes nowhere else, opens no window and embeds no page', async () => {
    const { control, page } = await startDesktop();
    const { on } = page().options;
    expect(on.navigate('app://gangway/', true)).toBe(true);
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'app://gangway.evil/',
      'app://other/',
      'javascript:alert(1)',
      'data:text/html,x',
    ]) {
      expect([url, on.navigate(url, true)]).toEqual([url, false]);
    }
    expect(on.navigate('app://gangway/', false)).toBe(false);
    on.openWindow('https://docs.example/help');
    on.openWindow('mailto:me@example.org');
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'ms-msdt:/id', 'not a url']) on.openWindow(url);
    expect(control.opened).toEqual(['https://docs.example/help', 'mailto:me@example.org']);
    const [window] = control.windows;
    let prevented = false;
    window?.webContents.emit('will-attach-webview', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });

  it('may write the clipboard and is denied every other permission and device', async () => {
    const { control, page } = await startDesktop();
    const { mayUse } = page().options;
    expect(mayUse('clipboard-sanitized-write', 'app://gangway')).toBe(true);
    expect(mayUse('clipboard-sanitized-write', 'https://evil.example')).toBe(false);
    for (const permission of [
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'midi',
      'pointerLock',
      'fullscreen',
      'openExternal',
      'hid',
      'serial',
      'usb',
      'fileSystem',
      'storage-access',
      'unknown',
    ]) {
      expect([permission, mayUse(permission, 'app://gangway')]).toEqual([permission, false]);
    }
    expect(control.session.checkDevice()).toBe(false);
  });

  it('save only what our own page made', async () => {
    const { control } = await startDesktop();
    // docs/api/session.md, event "will-download": "Calling event.preventDefault() will cancel the download".
    const cancelled = (url: string): boolean => {
      let prevented = false;
      control.session.emit('will-download', { preventDefault: () => (prevented = true) }, { getURL: () => url }, {});
      return prevented;
    };
    expect(cancelled('blob:app://gangway/3c1e0c1c-6b0e-4a53-9f4f-0f3a0f9a1f11')).toBe(false);
    for (const url of [
      'https://example.com/setup.exe',
      'blob:https://example.com/3c1e0c1c',
      'blob:app://gangway.evil/3c1e0c1c',
      'blob:null/3c1e0c1c',
      'data:text/plain,x',
      'app://gangway/index.html',
      'file:///etc/passwd',
      '',
    ]) {
      expect([url, cancelled(url)]).toEqual([url, true]);
    }
  });
});

describe('the port', () => {
  it('goes to the main frame of our own page, and carries frames both ways', async () => {
    const { control, page, links } = await startDesktop();
    page().options.on.ipc('gangway-request-port', []);
    expect(links).toHaveLength(1);
    const [posted] = page().posted;
    expect(posted).toMatchObject({ channel: 'gangway-port', message: null });
    const [end] = posted?.ports ?? [];
    const delivered: unknown[] = [];
    end?.connect({ deliver: (data) => void delivered.push(data), disconnect: () => void delivered.push('end') });
    const frames: Frame[] = [];
    end?.toMain('early');
    links[0]?.onFrame((frame) => void frames.push(frame));
    end?.toMain(Uint8Array.of(1, 2));
    expect(frames).toEqual(['early', Uint8Array.of(1, 2)]);
    links[0]?.send('answer');
    links[0]?.send(Buffer.from([3]));
    await vi.waitFor(() => expect(delivered).toEqual(['answer', Uint8Array.of(3)]));
    expect(control.windows.size).toBe(1);
  });

  it('goes to no subframe, no other page and no other window', async () => {
    const { control, links, page } = await startDesktop();
    const [window] = control.windows;
    const ask = (event: object): boolean => control.ipcMain.emit('gangway-request-port', event);
    const frame = { url: 'app://gangway/', parent: null, postMessage: () => expect.fail('a port was given away') };
    ask({ sender: window?.webContents, senderFrame: { ...frame, parent: {} } });
    ask({ sender: window?.webContents, senderFrame: { ...frame, url: 'https://evil.example/' } });
    ask({ sender: window?.webContents, senderFrame: { ...frame, url: 'app://gangway.evil/' } });
    ask({ sender: window?.webContents, senderFrame: null });
    ask({ sender: { id: -1 }, senderFrame: frame });
    expect(links).toEqual([]);
    expect(page().posted).toEqual([]);
  });

  it.each([
    ['an object', { t: 'call' }],
    ['a number', 7],
    ['a text that is too long', 'x'.repeat(300_000)],
    ['bytes that are too many', new Uint8Array(300_000)],
  ])('is closed on %s', async (_what, data) => {
    const { page, links } = await startDesktop();
    page().options.on.ipc('gangway-request-port', []);
    const frames: Frame[] = [];
    links[0]?.onFrame((frame) => void frames.push(frame));
    const closed = new Promise<void>((resolve) => links[0]?.onClose(resolve));
    page().posted[0]?.ports[0]?.toMain(data);
    await closed;
    expect(frames).toEqual([]);
  });

  it('that the page lets go of closes the link', async () => {
    const { page, links } = await startDesktop();
    page().options.on.ipc('gangway-request-port', []);
    const closed = new Promise<void>((resolve) => links[0]?.onClose(resolve));
    page().posted[0]?.ports[0]?.disconnect();
    await closed;
  });
});

describe('the desktop app', () => {
  it('tells the host where it runs, and of waking up', async () => {
    const { platform, control } = await startDesktop();
    expect(platform()).toMatchObject({ shell: 'desktop', version: '9.9.9', dataFolder });
    const wake = vi.fn();
    const stop = platform()?.onWake?.(wake);
    control.powerMonitor.emit('resume');
    stop?.();
    control.powerMonitor.emit('resume');
    expect(wake).toHaveBeenCalledOnce();
  });

  it('tells the host when the person goes away', async () => {
    const { platform, control } = await startDesktop();
    const away = vi.fn();
    const stop = platform()?.onAway?.(away);
    control.powerMonitor.emit('suspend');
    control.powerMonitor.emit('lock-screen');
    stop?.();
    control.powerMonitor.emit('suspend');
    control.powerMonitor.emit('lock-screen');
    expect(away).toHaveBeenCalledTimes(2);
  });

  it('lets the host write a password to the clipboard, see what is there, and clear it', async () => {
    const { platform, control } = await startDesktop();
    const clipboard = platform()?.clipboard;
    await clipboard?.write('Xyz-1');
    expect(control.clipboard.text).toBe('Xyz-1');
    control.clipboard.text = 'copied elsewhere';
    expect(await clipboard?.read()).toBe('copied elsewhere');
    await clipboard?.write('');
    expect(control.clipboard.text).toBe('');
  });

  describe('safe storage', () => {
    // The back end is asked for on Linux only.
    const onLinux = it.runIf(process.platform === 'linux');
    onLinux.each(['basic_text', 'unknown'] as const)('counts as none when it is %s', async (backend) => {
      const { platform, control } = await startDesktop();
      control.keyring.backend = backend;
      expect(await platform()?.safeStorage?.available()).toMatchObject({ ok: false, why: expect.stringContaining('keyring') as string });
    });

    it('that is locked says so', async () => {
      const { platform, control } = await startDesktop();
      Object.assign(control.keyring, { backend: 'gnome_libsecret', available: false });
      expect(await platform()?.safeStorage?.available()).toMatchObject({ ok: false });
    });

    it('gives back the bytes that it encrypted, and tells of another key', async () => {
      const { platform, control } = await startDesktop();
      control.keyring.backend = 'gnome_libsecret';
      const storage = platform()?.safeStorage;
      expect(await storage?.available()).toEqual({ ok: true });
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      const encrypted = (await storage?.encrypt(bytes)) ?? new Uint8Array();
      expect(Buffer.from(encrypted).includes(Buffer.from(bytes).toString('base64'))).toBe(false);
      const first = await storage?.decrypt(encrypted);
      expect([Buffer.from(first?.plain ?? []).equals(bytes), first?.renew]).toEqual([true, false]);
      control.keyring.rotated = true;
      expect((await storage?.decrypt(encrypted))?.renew).toBe(true);
    });
  });

  it('opens web and mail addresses for the host, and nothing else', async () => {
    const { platform, control } = await startDesktop();
    await platform()?.openExternal('https://docs.example/');
    await expect(platform()?.openExternal('file:///etc/passwd')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(control.opened).toEqual(['https://docs.example/']);
  });

  it('started twice brings the first window to the front and ends the second', async () => {
    const { control } = await startDesktop();
    const [window] = control.windows;
    window?.minimize();
    control.app.emit('second-instance');
    expect([window?.isMinimized(), window?.isVisible(), window?.focusedTimes]).toEqual([false, true, 1]);
    const second = await startDesktop({ secondInstance: true });
    expect([second.exits, second.pages.length]).toEqual([[0], 0]);
  });

  it('says who has the data folder when it is in use, and ends', async () => {
    mkdirSync(dataFolder);
    const lock = await lockFolder(dataFolder);
    const { control, exits } = await startDesktop();
    lock.release();
    expect(exits).toEqual([1]);
    expect(control.errorBoxes[0]?.content).toContain(`process ${process.pid}`);
  });

  it('closes the host and gives the data folder free before it ends', async () => {
    const { control, exits, closes } = await startDesktop();
    expect(existsSync(join(dataFolder, 'lock'))).toBe(true);
    [...control.windows][0]?.close();
    await vi.waitFor(() => expect(exits).toEqual([0]));
    expect(closes()).toBe(1);
    expect(existsSync(join(dataFolder, 'lock'))).toBe(false);
  });

  it('ends within two seconds even when the host hangs', async () => {
    const { control, exits } = await startDesktop({ close: () => new Promise(() => {}) });
    vi.useFakeTimers();
    try {
      [...control.windows][0]?.close();
      await vi.advanceTimersByTimeAsync(1_700);
      expect(exits).toEqual([]);
      await vi.advanceTimersByTimeAsync(300);
      expect(exits).toEqual([0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows the page again when its process broke down, but not for ever', async () => {
    const { page } = await startDesktop();
    page().options.on.gone();
    page().options.on.gone();
    expect(page().reloads).toBe(1);
  });

  it('remembers where its window was, and does not put it where no screen is', async () => {
    mkdirSync(dataFolder);
    const file = join(dataFolder, 'window.json');
    const keep = (x: number): void =>
      writeFileSync(file, JSON.stringify({ version: 1, bounds: { x, y: 20, width: 900, height: 700 }, maximized: true }));
    keep(30);
    const first = await startDesktop();
    const [window] = first.control.windows;
    expect([window?.getNormalBounds(), window?.isMaximized()]).toEqual([{ x: 30, y: 20, width: 900, height: 700 }, true]);
    rmSync(file);
    window?.close();
    await vi.waitFor(() => expect(first.exits).toEqual([0]));
    // What closing the window keeps is on the disk before the app is gone.
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ bounds: { x: 30, y: 20, width: 900, height: 700 } });
    keep(5_000);
    const second = await startDesktop();
    expect([...second.control.windows][0]?.options).toMatchObject({ width: 900, height: 700 });
    expect([...second.control.windows][0]?.options).not.toHaveProperty('x');
  });

  it('has a menu of roles, and off macOS no accelerator that a shell needs', async () => {
    const { control } = await startDesktop();
    expect(JSON.stringify(control.menu)).toContain('"role":"paste"');
    const { menuTemplate } = await import('../../electron/desktop/menu.ts');
    expect(JSON.stringify(menuTemplate('linux'))).not.toMatch(/"accelerator":"[^"]/u);
    expect(JSON.stringify(menuTemplate('darwin'))).toContain('"role":"appMenu"');
  });
});

describe('the preload script', () => {
  it('imports nothing but ipcRenderer and gives the page no function', () => {
    const text = readFileSync(join(root, 'electron', 'preload', 'preload.ts'), 'utf8');
    expect([...text.matchAll(/^import .*$/gmu)].map(String)).toEqual(["import { ipcRenderer } from 'electron';"]);
    expect(text).not.toContain('contextBridge');
  });
});

describe('the stand-in', () => {
  it('throws for what it does not know', () => {
    const { electron } = createStandIn({ engine: createNoEngine(), version: '1', exit: () => {} });
    expect(() => (electron['app'] as Record<string, unknown>)['setAsDefaultProtocolClient']).toThrow(
      /has no app.setAsDefaultProtocolClient/u,
    );
  });
});
