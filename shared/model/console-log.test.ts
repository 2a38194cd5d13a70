import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWindowsConsole } from './console-log.ts';

const PRINT = '3F8A1C5E7B9D2046F1E2D3C4B5A697886756453A';
const OTHER = '00112233445566778899AABBCCDDEEFF00112233';
const SECRET = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg==';

const boot = (at: string, print: string, end = '\r\n'): string =>
  [
    `${at}: Windows is being configured. SysprepState=IMAGE_STATE_UNDEPLOYABLE`,
    `${at}: OsProductName: Windows Server 2022 Datacenter`,
    `${at}: Language: fr-FR`,
    `${at}: Launch: EC2 Launch v2.0.2081`,
    `${at}: RDPCERTIFICATE-SUBJECTNAME: EC2AMAZ-1A2B3C4`,
    `${at}: RDPCERTIFICATE-THUMBPRINT: ${print}`,
    `${at}: Username: Administrateur`,
    `${at}: Password: <Password>`,
    SECRET,
    '</Password>',
    `${at}: Message: Windows is Ready to use`,
    '',
  ].join(end);

describe('readWindowsConsole', () => {
  it.each([
    ['2026/11/20 08:15:30Z', '\r\n'],
    ['2026/11/20 08:15:30Z', '\n'],
    ['2026-11-20T08:15:30Z', '\r\n'],
    ['2026-11-20T08:15:30.123+01:00', '\r\n'],
    ['<14>Nov 21 03:10:09 ec2', '\r\n'],
    ['[   12.345678] agent', '\n'],
  ])('reads what a start says behind %j', (at, end) => {
    expect(readWindowsConsole(boot(at, PRINT, end))).toEqual({
      thumbprint: PRINT.toLowerCase(),
      subject: 'EC2AMAZ-1A2B3C4',
      user: 'Administrateur',
      language: 'fr-FR',
      ready: true,
      passwordDisabled: false,
      encryptedPassword: SECRET,
    });
  });

  it('reads lines without a time', () => {
    expect(readWindowsConsole(`RDPCERTIFICATE-THUMBPRINT: ${PRINT}\nUsername: Administrator`)).toMatchObject({
      thumbprint: PRINT.toLowerCase(),
      user: 'Administrator',
    });
  });

  it('takes the last word of two starts', () => {
    const second = `2026/11/21 09:00:00Z: OsProductName: Windows Server 2022\r\n2026/11/21 09:00:01Z: RDPCERTIFICATE-THUMBPRINT: ${OTHER}\r\n`;
    const read = readWindowsConsole(boot('2026/11/20 08:15:30Z', PRINT) + second);
    expect(read.thumbprint).toBe(OTHER.toLowerCase());
    expect(read.ready).toBe(false);
    expect(read.encryptedPassword).toBe(SECRET);
    expect(readWindowsConsole(boot('2026/11/20 08:15:30Z', PRINT) + boot('2026/11/21 09:00:00Z', OTHER)).ready).toBe(true);
  });

  it('is not ready while sysprep runs', () => {
    expect(readWindowsConsole('2026/11/20 08:15:30Z: Windows is being configured. SysprepState=IMAGE_STATE_UNDEPLOYABLE').ready).toBe(
      false,
    );
  });

  it('sees that the image makes no password, and that a later one does', () => {
    expect(readWindowsConsole('2014/01/01 00:00:00Z: Ec2SetPassword: Disabled').passwordDisabled).toBe(true);
    expect(readWindowsConsole('Ec2SetPassword: Disabled\r\nEc2SetPassword: Enabled').passwordDisabled).toBe(false);
  });

  it.each([
    ['the thumbprint is cut off', `RDPCERTIFICATE-THUMBPRINT: ${PRINT.slice(0, 39)}`],
    ['the thumbprint is too long', `RDPCERTIFICATE-THUMBPRINT: ${PRINT}0`],
    ['the name is cut off', `ATE-THUMBPRINT: ${PRINT}`],
    ['the name stands in the middle of a sentence', `somebody wrote RDPCERTIFICATE-THUMBPRINT: ${PRINT}`],
    ['the user name has a control character', 'Username: Admin\u0007istrator'],
    ['the user name separates lines', 'Username: Admin\u2028istrator'],
    ['the user name is longer than a name', `Username: ${'a'.repeat(300)}`],
    ['the language is none', 'Language: ../../etc'],
    ['the password block is cut off', `Password: <Password>\r\n${SECRET}\r\n`],
    ['the password block begins before the log', `${SECRET}\r\n</Password>`],
    ['the password block is empty', 'Password: <Password>\r\n</Password>'],
    [
      'the password block is interrupted',
      `Password: <Password>\r\n${SECRET.slice(0, 20)}\r\nMessage: hello\r\n${SECRET.slice(20)}\r\n</Password>`,
    ],
    ['the password block never ends', `Password: <Password>\r\n${`${'A'.repeat(76)}\r\n`.repeat(100)}</Password>`],
    ['a plain password stands there', 'Password: hunter2'],
  ])('tells nothing where %s', (_, text) => {
    expect(readWindowsConsole(text)).toEqual({ ready: false, passwordDisabled: false });
  });

  it('keeps what was legible before where the last word is not', () => {
    const text = `${boot('2026/11/20 08:15:30Z', PRINT)}2026/11/21 09:00:00Z: RDPCERTIFICATE-THUMBPRINT: 0011`;
    expect(readWindowsConsole(text).thumbprint).toBe(PRINT.toLowerCase());
  });

  it('puts a wrapped password together, with or without times before its lines', () => {
    const at = '2026/11/20 08:15:30Z: ';
    const wrapped = `${at}Password: <Password>\r\n${at}${SECRET.slice(0, 30)}\r\n${SECRET.slice(30)}\r\n${at}</Password>`;
    expect(readWindowsConsole(wrapped).encryptedPassword).toBe(SECRET);
    expect(readWindowsConsole(`Password: <Password>${SECRET}</Password>`).encryptedPassword).toBe(SECRET);
  });

  it('reads on behind an interrupted password', () => {
    expect(readWindowsConsole('Password: <Password>\r\nQUJD\r\nUsername: Administrator').user).toBe('Administrator');
  });

  it('never throws, and stays within its bounds, whatever is there', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'Password: <Password>',
        '</Password>',
        SECRET,
        'Username: ',
        `RDPCERTIFICATE-THUMBPRINT: ${PRINT}`,
        '\r\n',
        '\n',
        'Z: ',
        '2026',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const read = readWindowsConsole(pieces.join(''));
        expect(read.thumbprint ?? PRINT).toMatch(/^[0-9a-f]{40}$/iu);
        expect((read.user ?? '').length).toBeLessThanOrEqual(256);
        expect(read.encryptedPassword ?? SECRET).toMatch(/^[A-Za-z0-9+/]+={0,2}$/u);
      }),
    );
  });

  it('finds the same in a log that is cut anywhere, or nothing', () => {
    const whole = boot('2026/11/20 08:15:30Z', PRINT);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), (from, length) => {
        const read = readWindowsConsole(whole.slice(from, from + length));
        expect([undefined, PRINT.toLowerCase()]).toContain(read.thumbprint);
        expect([undefined, SECRET]).toContain(read.encryptedPassword);
      }),
    );
  });

  it.each([
    ['line ends', '\n'],
    ['digits', '1'],
    ['times', '1: '],
    ['openings', 'Password: <Password>\n'],
  ])('reads megabytes of %s in no time', (_, text) => {
    const began = performance.now();
    readWindowsConsole(text.repeat(3_000_000 / text.length));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
