import type { ErrorCode } from '../../../shared/model/errors.ts';
import type { ExitMeaning } from './plan-data.ts';

type Failure = readonly [code: number, error: ErrorCode, message: string, hint?: string];

const ASK_ADMIN = 'Ask the administrator of the machine.';
const PASSWORD_HINT = 'Check user name, domain and password; launch again to be asked for them.';

const FAILURES: readonly Failure[] = [
  [22, 'unsupported', 'FreeRDP did not understand how it was started.', 'Update FreeRDP, or choose another client.'],
  [24, 'unsupported', 'FreeRDP did not understand how it was started.', 'Update FreeRDP, or choose another client.'],
  [132, 'auth-failed', 'The machine refused user name or password.', PASSWORD_HINT],
  [134, 'auth-failed', 'The machine refused user name or password.', PASSWORD_HINT],
  [135, 'auth-failed', 'The account is locked.', 'Wait until the machine unlocks it, or ask its administrator.'],
  [
    143,
    'host-key-changed',
    'The machine showed another certificate than a moment ago.',
    'Launch again: the certificate is looked at anew.',
  ],
  [
    148,
    'auth-failed',
    'The account was refused: its password has expired.',
    'Change it in a session of another kind, or ask the administrator.',
  ],
  [149, 'auth-failed', 'The account was refused: its password must be changed first.', 'Change it in a session of another kind.'],
  [
    150,
    'auth-failed',
    'The sign-in server of the domain cannot be reached.',
    'Sign in with a local account, or ask the administrator of the domain.',
  ],
  [151, 'auth-failed', 'The account was refused: it is disabled.', ASK_ADMIN],
  [152, 'auth-failed', 'The account was refused: its password has expired.', ASK_ADMIN],
  [153, 'auth-failed', 'The account was refused: its credentials were revoked.', ASK_ADMIN],
  [154, 'auth-failed', 'The machine refused the password.', PASSWORD_HINT],
  [155, 'permission-denied', 'The account may not use remote desktop on this machine.', 'Add it to “Remote Desktop Users” on the machine.'],
  [
    156,
    'auth-failed',
    'The account was refused: a restriction of the account forbids this sign-in.',
    'An empty password is such a reason, and so are hours.',
  ],
  [157, 'auth-failed', 'The account was refused: it has expired.', ASK_ADMIN],
  [158, 'permission-denied', 'The account may not sign in this way.', 'Add it to “Remote Desktop Users” on the machine.'],
  [159, 'auth-failed', 'The machine asks for user name and password.', 'Launch again and give them.'],
  [160, 'unreachable', 'The machine is still starting.', 'Try again in a minute.'],
  [161, 'unsupported', 'The machine requires network level authentication.', 'Give a user name and a password.'],
];

const LOST = {
  code: 'lost',
  message: 'The connection to the remote desktop broke.',
  hint: 'Look at the state of the way, and launch again.',
} as const;
const NO_DESKTOP = {
  code: 'unreachable',
  message: 'The machine refused the connection or ended it before a desktop was there.',
  hint: 'Launch again.',
} as const;
const REFUSED = {
  code: 'auth-failed',
  message: 'The machine ended the sign-in. The usual reason is a wrong user name or password.',
  hint: PASSWORD_HINT,
} as const;

/**
 * 147 says that the connection ended, not when and why: on the way to a desktop it is the sign-in that servers end so, if this is what FreeRDP
 * printed. The relay accepts every connection, so “refused” hardly comes.
 */
const SIGN_IN_OUTPUT = ['ERRCONNECT_LOGON_FAILURE', 'ERRCONNECT_AUTHENTICATION_FAILED', 'SEC_E_LOGON_DENIED', 'transport_read_layer'];

/** Exit codes of `xfreerdp` and `sdl-freerdp` (client/X11/xfreerdp.h of FreeRDP), and what they mean to a person. */
export function freerdpExits({ sdl }: { readonly sdl: boolean }): readonly ExitMeaning[] {
  return [
    { code: 0, how: 'closed' },
    // The SDL client ends so as well when its window was closed; whether the way broke the relay knows.
    ...(sdl ? [{ code: 131, session: true, how: 'closed' } as const] : []),
    { code: 131, session: false, how: 'failed', error: NO_DESKTOP },
    { code: 131, how: 'lost', error: LOST },
    { code: 1, how: 'lost', error: LOST },
    { code: 2, how: 'logged-off' },
    { code: 3, how: 'lost', error: { ...LOST, message: 'The machine ended the session: it was idle for too long.' } },
    { code: 4, how: 'lost', error: { ...LOST, message: 'The machine ended the session: its time was over.' } },
    { code: 5, how: 'lost', error: { ...LOST, message: 'Somebody else signed in to this session and took it over.' } },
    { code: 11, how: 'lost', error: { ...LOST, message: 'The session was ended on the machine.' } },
    { code: 12, how: 'logged-off' },
    { code: 147, session: true, how: 'lost', error: LOST },
    ...SIGN_IN_OUTPUT.map((output) => ({ code: 147, output, session: false, how: 'failed', error: REFUSED }) as const),
    { code: 147, how: 'failed', error: NO_DESKTOP },
    ...FAILURES.map(
      ([code, error, message, hint]) =>
        ({ code, how: 'failed', error: { code: error, message, ...(hint === undefined ? {} : { hint }) } }) as const,
    ),
  ];
}
