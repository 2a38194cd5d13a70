import type { SettingsDraft } from './draft.ts';
import type { PuttyValues } from './putty-session.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';

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

/** Settings that somebody may miss: PuTTY's factory values (nothing is said about those), and the text that is said about any other. */
const MISSED: Readonly<Record<string, readonly [factory: readonly string[], said?: keyof Texts['puttyNotes']]>> = {
  X11Forward: [['0'], 'x11Forward'],
  NoPTY: [['0'], 'noPTY'],
  SshNoShell: [['0'], 'sshNoShell'],
  SshNoAuth: [['0'], 'sshNoAuth'],
  SshNoTrivialAuth: [['0'], 'sshNoTrivialAuth'],
  SshBanner: [['1'], 'sshBanner'],
  SshProt: [['2', '3'], 'sshProt'],
  ChangeUsername: [['0'], 'changeUsername'],
  GssapiFwd: [['0'], 'gssapiFwd'],
  AuthPlugin: [[''], 'authPlugin'],
  LogHost: [[''], 'logHost'],
  RekeyTime: [['60'], 'rekeyTime'],
  RekeyBytes: [['1G'], 'rekeyBytes'],
  WinTitle: [[''], 'winTitle'],
  Answerback: [['PuTTY'], 'answerback'],
  AutoWrapMode: [['1'], 'autoWrapMode'],
  LFImpliesCR: [['0'], 'lFImpliesCR'],
  CRImpliesLF: [['0'], 'cRImpliesLF'],
  RXVTHomeEnd: [['0'], 'rXVTHomeEnd'],
  ShiftedArrowKeys: [['0'], 'shiftedArrowKeys'],
  ApplicationCursorKeys: [['0'], 'applicationCursorKeys'],
  ApplicationKeypad: [['0'], 'applicationKeypad'],
  NetHackKeypad: [['0'], 'netHackKeypad'],
  ComposeKey: [['0'], 'composeKey'],
  NoApplicationKeys: [['0'], 'noApplicationKeys'],
  NoApplicationCursors: [['0'], 'noApplicationCursors'],
  NoMouseReporting: [['0'], 'noMouseReporting'],
  NoAltScreen: [['0'], 'noAltScreen'],
  BellOverload: [['1'], 'bellOverload'],
  BellOverloadN: [['5'], 'bellOverload'],
  BellOverloadT: [['2000', '2000000'], 'bellOverload'],
  BellOverloadS: [['5000', '5000000'], 'bellOverload'],
  ScrollOnKey: [['0', '1']],
  ScrollOnDisp: [['0', '1']],
  BoldAsColour: [['1'], 'boldAsColour'],
};

const MAX_UNKNOWN_SHOWN = 8;
/** No list of algorithms of a PuTTY release has other names in another order before its warning mark. */
const FACTORY_ORDERS: Readonly<Record<string, RegExp>> = {
  Cipher:
    /^(?:aes,chacha20(?:,aesgcm)?(?:,3des)?|chacha20,aes(?:,3des)?|aes,blowfish,3des|aes(?:,chacha20)?(?:,aesgcm)?,blowfish,3des|chacha20,aesgcm,aes(?:,3des)?),WARN/u,
  KEX: /^(?:mlkem-curve25519,|mlkem-nist,|ntru-curve25519,)*(?:ecdh,|dh-gex-sha1,|dh-group1[4-8]-sha(?:1|512),|rsa,)*WARN/u,
  HostKey: /^(?:ed448,|ed25519,)*ecdsa,(?:ed25519,)?(?:ed448,)?rsa,(?:dsa,WARN|WARN,dsa|dsa)/u,
};
const orderNames = (): Readonly<Record<string, string>> => ({
  Cipher: texts().importNotes.ciphers,
  KEX: texts().importNotes.kexes,
  HostKey: texts().importNotes.hostKeyTypes,
});

/** Says of each setting that has no place in Gangway, and was changed, that it stays behind. */
export function notePuttyUnplaced(draft: SettingsDraft, values: PuttyValues): void {
  const unknown: string[] = [];
  for (const [key, value] of values) {
    const missed = Object.hasOwn(MISSED, key) ? MISSED[key] : undefined;
    const order = Object.hasOwn(FACTORY_ORDERS, key) ? FACTORY_ORDERS[key] : undefined;
    if (missed !== undefined) {
      const [factory, said] = missed;
      if (!factory.includes(value) && said !== undefined) draft.note(texts().puttyNotes[said]);
    } else if (order !== undefined) {
      if (value !== '' && value.length < 500 && !order.test(value)) draft.note(texts().importNotes.ownOrder(orderNames()[key] ?? ''));
    } else if (/^Bug[A-Z]/u.test(key)) {
      // 2 forces a workaround on; 0 lets PuTTY find out; a few are 1 (off) or 0 from the start.
      if (value === '2') draft.note(texts().importNotes.workaround(key));
    } else if (key === 'TerminalModes') {
      if (value.split(',').some((mode) => /=V/u.test(mode))) draft.note(texts().importNotes.terminalModes);
    } else if (!TAKEN.has(key) && !WITHOUT_EFFECT.has(key) && !/^(?:Colour\d|Wordness\d)/u.test(key)) unknown.push(key);
  }
  if (unknown.length > 0) {
    const rest = unknown.length - MAX_UNKNOWN_SHOWN;
    const named = unknown.slice(0, MAX_UNKNOWN_SHOWN).join(', ');
    draft.note(rest > 0 ? texts().importNotes.unknownMore(named, rest) : texts().importNotes.unknown(named));
  }
}
