import type { SettingsDraft } from './draft.ts';
import type { PuttyValues } from './putty-session.ts';

/** Settings that `putty-session.ts` and `putty-colours.ts` take. */
const TAKEN = new Set(
  [
    'Present HostName Protocol PortNumber UserName UserNameFromEnvironment AddressFamily PingInterval PingIntervalSecs TCPKeepalives',
    'Compression Environment RemoteCommand Cipher KEX HostKey ProxyMethod ProxyHost ProxyPort ProxyUsername ProxyPassword',
    'ProxyExcludeList ProxyLocalhost ProxyDNS ProxyTelnetCommand PublicKeyFile TryAgent DetachedCertificate AgentFwd AuthKI',
    'SSHManualHostKeys TerminalType TermWidth TermHeight LockSize ScrollbackLines LineCodePage Beep BackspaceIsDelete CloseOnExit',
    'CurType BlinkCur Font FontHeight FontName LogType LogFileName LogFileClash SSHLogOmitData PortForwardings LocalPortAcceptAll',
    'RemotePortAcceptAll',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Settings without an effect on an SSH terminal here, whatever they say: of other protocols, of PuTTY's own window, printer and X11 widgets, or
 * of what Gangway always does (TCP_NODELAY, sharing one connection, log headers, keys that are known first).
 */
const WITHOUT_EFFECT = new Set(
  [
    'TCPNoDelay ConnectionSharing ConnectionSharingUpstream ConnectionSharingDownstream LogFlush LogHeader SSHLogOmitPasswords',
    'PreferKnownHostKeys ProxyLogToTerm LocalUserName SSH2DES AuthTIS TerminalSpeed GSSLibs GSSCustom GssapiRekey AuthGSSAPI AuthGSSAPIKEX',
    'RFCEnviron PassiveTelnet TelnetKey TelnetRet SerialLine SerialSpeed SerialDataBits SerialStopHalfbits SerialParity',
    'SerialFlowControl SUPDUPLocation SUPDUPCharset SUPDUPMoreProcessing SUPDUPScrolling X11AuthType X11AuthFile X11Display',
    'AltF4 AltSpace AltOnly AlwaysOnTop FullScreenOnAltEnter HideMousePtr SunkenEdge WindowBorder WarnOnClose WindowClass ScrollBar',
    'ScrollBarFullScreen ScrollbarOnLeft StampUtmp LoginShell FontQuality FontVTMode FontCharSet FontIsBold BoldFontName WideFontName',
    'WideBoldFontName ShadowBold ShadowBoldOffset UseSystemColours TryPalette ANSIColour Xterm256Colour TrueColour WinNameAlways',
    'BellWaveFile BeepInd CapsLockCyr UTF8Override UTF8linedraw CJKAmbigWide Printer RawCNP PasteRTF NoRemoteResize NoRemoteWinTitle',
    'NoRemoteCharset NoDBackspace DisableBidi DisableArabicShaping LinuxFunctionKeys RemoteQTitleAction EraseToScrollback NoRemoteClearScroll',
    'ProxyUseName ProxyType ProxySOCKSVersion BuggyMAC BCE BlinkText DECOriginMode CtrlAltKeys CtrlShiftIns CtrlShiftCV MousePaste MouseAutocopy',
    'MouseIsXterm MouseOverride RectSelect PasteControls LocalEcho LocalEdit',
  ].flatMap((line) => line.split(' ')),
);

/** Settings that somebody may miss: PuTTY's factory values (nothing is said about those), and what is said about any other. */
const MISSED: Readonly<Record<string, readonly [factory: readonly string[], said: string]>> = {
  X11Forward: [['0'], 'X11 forwarding is not offered.'],
  NoPTY: [['0'], '“Don’t allocate a pseudo-terminal” is not offered.'],
  SshNoShell: [['0'], '“Don’t start a shell or command at all” is not offered; a shell is opened beside the forwards.'],
  SshNoAuth: [['0'], '“Bypass authentication entirely” is not offered.'],
  SshNoTrivialAuth: [['0'], '“Disconnect if authentication succeeds trivially” is not offered.'],
  SshBanner: [['1'], 'The banner of a server is always shown.'],
  SshProt: [['2', '3'], 'SSH-1 is not offered.'],
  ChangeUsername: [['0'], 'A change of the login name during a login is not offered.'],
  GssapiFwd: [['0'], 'GSSAPI (Kerberos) logins and their delegation are not offered.'],
  AuthPlugin: [[''], 'A plugin for authentication is not offered; no command of an import is ever run.'],
  LogHost: [[''], 'A logical name of the host for its key is not offered; the key is kept under its real name.'],
  RekeyTime: [['60'], 'The time between key exchanges is not set here.'],
  RekeyBytes: [['1G'], 'The amount of data between key exchanges is not set here.'],
  WinTitle: [[''], 'A title of its own is not offered; the tab shows the name of the session.'],
  Answerback: [['PuTTY'], 'An answer to ^E is not sent.'],
  AutoWrapMode: [['1'], 'Lines always wrap until the server says otherwise.'],
  LFImpliesCR: [['0'], 'An implicit CR in every LF is not offered.'],
  CRImpliesLF: [['0'], 'An implicit LF in every CR is not offered.'],
  RXVTHomeEnd: [['0'], 'The rxvt form of Home and End is not offered.'],
  ShiftedArrowKeys: [['0'], 'Another form of shifted arrow keys is not offered.'],
  ApplicationCursorKeys: [['0'], 'Application cursor keys from the start are not offered; the server switches them.'],
  ApplicationKeypad: [['0'], 'Application keypad from the start is not offered; the server switches it.'],
  NetHackKeypad: [['0'], 'The NetHack keypad is not offered.'],
  ComposeKey: [['0'], 'AltGr as a Compose key is not offered; use that of your system.'],
  NoApplicationKeys: [['0'], '“Disable application keypad mode” is not offered.'],
  NoApplicationCursors: [['0'], '“Disable application cursor keys mode” is not offered.'],
  NoMouseReporting: [['0'], '“Disable xterm-style mouse reporting” is not offered; hold Shift to select.'],
  NoAltScreen: [['0'], '“Disable switching to alternate terminal screen” is not offered.'],
  BellOverload: [['1'], 'How often the bell may sound is fixed here.'],
  BellOverloadN: [['5'], 'How often the bell may sound is fixed here.'],
  BellOverloadT: [['2000', '2000000'], 'How often the bell may sound is fixed here.'],
  BellOverloadS: [['5000', '5000000'], 'How often the bell may sound is fixed here.'],
  ScrollOnKey: [['0', '1'], ''],
  ScrollOnDisp: [['0', '1'], ''],
  BoldAsColour: [['1'], 'Bold text always may be bold and bright.'],
};

const MAX_UNKNOWN_SHOWN = 8;
/** No list of algorithms of a PuTTY release has other names in another order before its warning mark. */
const FACTORY_ORDERS: Readonly<Record<string, RegExp>> = {
  Cipher:
    /^(?:aes,chacha20(?:,aesgcm)?(?:,3des)?|chacha20,aes(?:,3des)?|aes,blowfish,3des|aes(?:,chacha20)?(?:,aesgcm)?,blowfish,3des|chacha20,aesgcm,aes(?:,3des)?),WARN/u,
  KEX: /^(?:mlkem-curve25519,|mlkem-nist,|ntru-curve25519,)*(?:ecdh,|dh-gex-sha1,|dh-group1[4-8]-sha(?:1|512),|rsa,)*WARN/u,
  HostKey: /^(?:ed448,|ed25519,)*ecdsa,(?:ed25519,)?(?:ed448,)?rsa,(?:dsa,WARN|WARN,dsa|dsa)/u,
};
const ORDER_NAMES: Readonly<Record<string, string>> = { Cipher: 'ciphers', KEX: 'key exchanges', HostKey: 'host key types' };

/** Says of each setting that has no place in Gangway, and was changed, that it stays behind. */
export function notePuttyUnplaced(draft: SettingsDraft, values: PuttyValues): void {
  const unknown: string[] = [];
  for (const [key, value] of values) {
    const missed = Object.hasOwn(MISSED, key) ? MISSED[key] : undefined;
    const order = Object.hasOwn(FACTORY_ORDERS, key) ? FACTORY_ORDERS[key] : undefined;
    if (missed !== undefined) {
      if (!missed[0].includes(value) && missed[1] !== '') draft.note(missed[1]);
    } else if (order !== undefined) {
      if (value !== '' && value.length < 500 && !order.test(value)) draft.note(`The order of ${ORDER_NAMES[key]} is Gangway’s own.`);
    } else if (/^Bug[A-Z]/u.test(key)) {
      // 2 forces a workaround on; 0 lets PuTTY find out; a few are 1 (off) or 0 from the start.
      if (value === '2')
        draft.note(`The workaround “${key}” that is forced on is not offered; known servers are recognised by themselves.`);
    } else if (key === 'TerminalModes') {
      if (value.split(',').some((mode) => /=V/u.test(mode))) draft.note('Own values of terminal modes are not offered.');
    } else if (!TAKEN.has(key) && !WITHOUT_EFFECT.has(key) && !/^(?:Colour\d|Wordness\d)/u.test(key)) unknown.push(key);
  }
  if (unknown.length > 0) {
    const rest = unknown.length - MAX_UNKNOWN_SHOWN;
    draft.note(`Not known here: ${unknown.slice(0, MAX_UNKNOWN_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`);
  }
}
