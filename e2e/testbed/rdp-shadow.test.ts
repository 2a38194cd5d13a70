import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noFreeRdp, startFreeRdp, type FreeRdpClient } from './freerdp-client.ts';
import { noRdpShadow, SHADOW_COLOUR, SHADOW_COLOUR_OFF, startRdpShadow, type RdpShadow } from './rdp-shadow.ts';
import { noDisplay, startXDisplay, type XDisplay } from './x-display.ts';

const why = noRdpShadow || noDisplay || noFreeRdp;
/** FreeRDP's exit code for a connection that was refused, wrong passwords at network level authentication among them. */
const REFUSED = 147;

describe.skipIf(why !== '')(`a shadow server with network level authentication${why && ` (skipped: ${why})`}`, { timeout: 180_000 }, () => {
  let display: XDisplay;
  let server: RdpShadow;
  let client: FreeRdpClient | undefined;
  beforeAll(async () => {
    [display, server] = await Promise.all([startXDisplay(), startRdpShadow()]);
  });
  afterEach(() => client?.stop());
  afterAll(() => Promise.all([display?.stop(), server?.stop()]));

  test('shows what it shares to whoever knows the password', async () => {
    client = startFreeRdp({ display, ...server, title: 'shadow-1' });
    const id = await display.showsColour('shadow-1', SHADOW_COLOUR, { off: SHADOW_COLOUR_OFF });
    await display.closeWindow(id);
    expect(await client.ended).toBe(0);
  });

  test('refuses a wrong password before anything is shown', async () => {
    client = startFreeRdp({ display, ...server, password: 'not it', title: 'shadow-2' });
    expect(await client.ended).toBe(REFUSED);
    expect(await display.windows('shadow-2')).toEqual([]);
  });

  test('shows the certificate that it tells of, so that another one is refused', async () => {
    client = startFreeRdp({
      display,
      ...server,
      sha256: server.sha256.replace(/^../u, (byte) => (byte === '00' ? '01' : '00')),
      title: 'shadow-3',
    });
    expect(await client.ended).not.toBe(0);
  });
});
