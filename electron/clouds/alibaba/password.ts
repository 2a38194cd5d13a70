import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { passwordFault, type OnlineWay, type PasswordRules, type PasswordWays } from '../../../shared/model/password.ts';
import { texts } from '../../../shared/texts/current.ts';
import { passwordFaultText } from '../../../shared/texts/password-fault.ts';
import type { NewPassword } from '../cloud.ts';
import { flag, isObject, list, text, type Json } from './json.ts';
import { loginNameOf } from './login-name.ts';
import type { Parameter, RpcFailure } from './rpc.ts';
import { sha512Crypt } from './sha512-crypt.ts';

/** As the API's table of `ModifyInstanceAttribute` has them; Windows takes no slash at the beginning. */
const RULES: PasswordRules = { shortest: 8, longest: 30, kinds: 3, punctuation: "()`~!@#$%^&*-_+=|{}[]:;'<>,.?/" };
/** How long the agent may take, in seconds. */
const COMMAND_SECONDS = 60;
/** Until its answer must be there, with what the way to the agent takes. Milliseconds. */
const LONGEST_MS = 90_000;
/** Between two looks at it: most are done within a second or two. Milliseconds. */
const PAUSES_MS = [300, 500, 500, 1_000, 2_000];
/** Answers of the script below. */
const NO_USER = 44;
const NO_PROGRAM = 45;

/** One call for the instance. `body` is sent as a form: what belongs into no log of addresses. */
export type PasswordCall = (
  action: string,
  parameters: { readonly query?: Readonly<Record<string, Parameter>>; readonly body?: Readonly<Record<string, Parameter>> },
  refused?: (failure: RpcFailure) => AppError | undefined,
) => Promise<Json>;

export function passwordRules({ os }: Pick<Instance, 'os'>): PasswordRules {
  return os === 'windows' ? { ...RULES, notFirst: '/' } : RULES;
}

/** How this instance can get a new password. A sub-account that may not ask for the agent's state still has the offline way. */
export async function passwordWays(instance: Instance, call: PasswordCall): Promise<PasswordWays> {
  const { user } = loginNameOf(instance);
  return { online: await onlineWay(instance, call), user, offlineUser: offlineUser(instance), rules: passwordRules(instance) };
}

async function onlineWay(instance: Instance, call: PasswordCall): Promise<OnlineWay> {
  // On Linux a hash can be sent. Windows wants the password itself, which would stay readable in the record of the command.
  if (instance.os !== 'linux') return 'other-system';
  if (instance.state !== 'running') return 'not-running';
  try {
    const answer = await call('DescribeCloudAssistantStatus', { query: { InstanceId: [instance.instance] } });
    const set = answer['InstanceCloudAssistantStatusSet'];
    const states = list(isObject(set) ? set['InstanceCloudAssistantStatus'] : set).filter(isObject);
    const own = states.find((state) => text(state['InstanceId']) === instance.instance);
    return own !== undefined && flag(own['CloudAssistantStatus']) ? 'ready' : 'agent-offline';
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    return error.code === 'permission-denied' ? 'not-allowed' : 'no-answer';
  }
}

/** Gives the login whose password was set. Throws `invalid-input` before anything is asked where the rules refuse it. */
export async function setPassword(
  instance: Instance,
  { way, user, password }: NewPassword,
  { call, signal }: { readonly call: PasswordCall; readonly signal: AbortSignal },
): Promise<{ user: string }> {
  const rules = passwordRules(instance);
  const fault = passwordFault(password, rules);
  const t = texts().passwordErrors;
  if (fault !== undefined) throw new AppError('invalid-input', passwordFaultText(fault, rules));
  const refused = (failure: RpcFailure): AppError | undefined => passwordRefused(failure, instance.instance);
  if (way === 'offline') {
    await call('ModifyInstanceAttribute', { query: { InstanceId: instance.instance }, body: { Password: password } }, refused);
    return { user: offlineUser(instance) };
  }
  if (instance.os !== 'linux') throw new AppError('unsupported', t.otherSystem, { hint: t.useOffline });
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/u.test(user)) throw new AppError('invalid-input', t.badUser);
  const script = await linuxScript(user, password);
  const sent = await call(
    'RunCommand',
    {
      query: {
        InstanceId: [instance.instance],
        Type: 'RunShellScript',
        Name: 'gangway-set-password',
        Timeout: COMMAND_SECONDS,
        KeepCommand: false,
      },
      body: { CommandContent: Buffer.from(script).toString('base64'), ContentEncoding: 'Base64' },
    },
    refused,
  );
  await followCommand(text(sent['InvokeId']), { instance: instance.instance, user, call, signal });
  return { user };
}

/** The account that `ModifyInstanceAttribute` means. */
function offlineUser({ os, loginUser }: Instance): string {
  return os === 'windows' ? 'Administrator' : (loginUser ?? 'root');
}

/** Carries a hash only, and hands it on by a pipe: commands and their arguments are seen by others, on the instance and in the cloud. */
async function linuxScript(user: string, password: string): Promise<string> {
  return [
    `id '${user}' >/dev/null 2>&1 || exit ${NO_USER}`,
    `command -v chpasswd >/dev/null 2>&1 || exit ${NO_PROGRAM}`,
    `printf '%s\\n' '${user}:${await sha512Crypt(password)}' | chpasswd -e`,
    '',
  ].join('\n');
}

async function followCommand(
  invoke: string,
  {
    instance,
    user,
    call,
    signal,
  }: { readonly instance: string; readonly user: string; readonly call: PasswordCall; readonly signal: AbortSignal },
): Promise<void> {
  const t = texts().passwordErrors;
  const begun = Date.now();
  for (let looks = 0; ; looks++) {
    await delay(PAUSES_MS[looks] ?? PAUSES_MS.at(-1), undefined, { signal, ref: false }).catch(() => {
      throw new AppError('cancelled', texts().alibabaErrors.cancelled);
    });
    const answer = await call('DescribeInvocationResults', { query: { InvokeId: invoke, InstanceId: instance } });
    const invocation = answer['Invocation'];
    const results = isObject(invocation) ? invocation['InvocationResults'] : undefined;
    const result = list(isObject(results) ? results['InvocationResult'] : results).find(isObject);
    const status = text(result?.['InvocationStatus']) || text(result?.['InvokeRecordStatus']);
    if (result !== undefined && !/^(?:|Pending|Running|Scheduled|Stopping)$/u.test(status)) {
      if (/^(?:Success|Finished)$/u.test(status) && text(result['ExitCode']) === '0') return;
      throw commandFailed({ status, exit: text(result['ExitCode']), code: text(result['ErrorCode']) }, instance, user);
    }
    if (Date.now() - begun > LONGEST_MS) throw new AppError('timeout', t.noResult(instance), { hint: t.tryOld });
  }
}

/** What the command wrote is not told: it may hold anything. */
function commandFailed(
  end: { readonly status: string; readonly exit: string; readonly code: string },
  instance: string,
  user: string,
): AppError {
  const t = texts().passwordErrors;
  const detail = [end.status, end.code, end.exit]
    .filter((part) => part !== '')
    .join(', ')
    .slice(0, 200);
  if (end.exit === String(NO_USER)) return new AppError('not-found', t.noUser(user, instance), { hint: t.otherUser, detail });
  if (end.exit === String(NO_PROGRAM)) return new AppError('unsupported', t.noProgram(instance), { hint: t.useOffline, detail });
  if (/NotRunning|NotOnline|Offline|DeliveryTimeout|NotRespon|Upgrad/iu.test(`${end.status} ${end.code}`)) {
    return new AppError('unreachable', t.agentOffline(instance), { hint: t.useOffline, detail });
  }
  return new AppError('protocol', t.commandFailed(instance), { hint: t.useOffline, detail });
}

/** What ECS says when it sets no password; `undefined` for what any call may meet. By code. */
export function passwordRefused({ code, requestId }: RpcFailure, instance: string): AppError | undefined {
  const t = texts().passwordErrors;
  const detail = requestId === '' ? code : texts().alibabaErrors.request(code, requestId);
  if (/NotOnline|ClientNotRunning|ClientNotInstall|AgentOffline|AgentNotRunning/u.test(code))
    return new AppError('unreachable', t.agentOffline(instance), { hint: t.useOffline, detail });
  if (/Password/u.test(code)) return new AppError('invalid-input', t.refused, { hint: t.refusedHint, detail });
  if (/Financial|Arrearage|NotEnoughBalance|Overdue/u.test(code))
    return new AppError('locked', t.overdue(instance), { hint: t.payBill, detail });
  if (/LockedForSecurity|SecurityLock|SecurityRisk/u.test(code))
    return new AppError('locked', t.security(instance), { hint: t.securityHint, detail });
  if (/InstanceStatus|InvalidInstance\.(?:Status|NotRunning)|InstanceNotRunning|^OperationConflict|TaskConflict/u.test(code))
    return new AppError('wrong-state', t.wrongState(instance), { hint: t.wait, detail });
  return undefined;
}
