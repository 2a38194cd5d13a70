import type { ErrorCode } from '../../../shared/model/errors.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';
import type { ExitMeaning } from './plan-data.ts';

type Failure = readonly [code: number, error: ErrorCode, message: Say, hint: Say];
/** A text of the catalogue: chosen here, read when a client ends. */
type Say = keyof Texts['rdpExits'];

const FAILURES: readonly Failure[] = [
  [22, 'unsupported', 'usage', 'usageHint'],
  [24, 'unsupported', 'usage', 'usageHint'],
  [132, 'auth-failed', 'login', 'loginHint'],
  [134, 'auth-failed', 'login', 'loginHint'],
  [135, 'auth-failed', 'locked', 'lockedHint'],
  [143, 'host-key-changed', 'certificate', 'certificateHint'],
  [148, 'auth-failed', 'passwordExpired', 'changeElsewhereOrAsk'],
  [149, 'auth-failed', 'mustChange', 'changeElsewhere'],
  [150, 'auth-failed', 'noDomain', 'noDomainHint'],
  [151, 'auth-failed', 'disabled', 'askAdmin'],
  [152, 'auth-failed', 'passwordExpired', 'askAdmin'],
  [153, 'auth-failed', 'revoked', 'askAdmin'],
  [154, 'auth-failed', 'password', 'loginHint'],
  [155, 'permission-denied', 'notAllowed', 'addUser'],
  [156, 'auth-failed', 'restriction', 'restrictionHint'],
  [157, 'auth-failed', 'expired', 'askAdmin'],
  [158, 'permission-denied', 'noSignIn', 'addUser'],
  [159, 'auth-failed', 'asks', 'asksHint'],
  [160, 'unreachable', 'starting', 'startingHint'],
  [161, 'unsupported', 'nla', 'nlaHint'],
];

/**
 * 147 says that the connection ended, not when and why: on the way to a desktop it is the sign-in that servers end so, if this is what FreeRDP
 * printed. The relay accepts every connection, so “refused” hardly comes.
 */
const SIGN_IN_OUTPUT = ['ERRCONNECT_LOGON_FAILURE', 'ERRCONNECT_AUTHENTICATION_FAILED', 'SEC_E_LOGON_DENIED', 'transport_read_layer'];

/** Exit codes of `xfreerdp` and `sdl-freerdp` (client/X11/xfreerdp.h of FreeRDP), and what they mean to a person. */
export function freerdpExits({ sdl }: { readonly sdl: boolean }): readonly ExitMeaning[] {
  const t = texts().rdpExits;
  const lost = (message = t.lost) => ({ code: 'lost', message, hint: t.lostHint }) as const;
  const noDesktop = { code: 'unreachable', message: t.noDesktop, hint: t.noDesktopHint } as const;
  const refused = { code: 'auth-failed', message: t.signIn, hint: t.loginHint } as const;
  return [
    { code: 0, how: 'closed' },
    // The SDL client ends so as well when its window was closed; whether the way broke the relay knows.
    ...(sdl ? [{ code: 131, session: true, how: 'closed' } as const] : []),
    { code: 131, session: false, how: 'failed', error: noDesktop },
    { code: 131, how: 'lost', error: lost() },
    { code: 1, how: 'lost', error: lost() },
    { code: 2, how: 'logged-off' },
    { code: 3, how: 'lost', error: lost(t.idle) },
    { code: 4, how: 'lost', error: lost(t.time) },
    { code: 5, how: 'lost', error: lost(t.takenOver) },
    { code: 11, how: 'lost', error: lost(t.byMachine) },
    { code: 12, how: 'logged-off' },
    { code: 147, session: true, how: 'lost', error: lost() },
    ...SIGN_IN_OUTPUT.map((output) => ({ code: 147, output, session: false, how: 'failed', error: refused }) as const),
    { code: 147, how: 'failed', error: noDesktop },
    ...FAILURES.map(
      ([code, error, message, hint]) => ({ code, how: 'failed', error: { code: error, message: t[message], hint: t[hint] } }) as const,
    ),
  ];
}
