import { AlibabaError, type AlibabaAction, type AlibabaContext } from './call.ts';
import { ecsFleet, ecsInstance } from './fleet.ts';

/** New passwords: by Cloud Assistant while an instance runs, or by the cloud with its next restart. */
export const ecsPasswordActions: Readonly<Record<string, AlibabaAction>> = {
  ModifyInstanceAttribute: modifyInstanceAttribute,
  DescribeCloudAssistantStatus: describeCloudAssistantStatus,
  RunCommand: runCommand,
  DescribeInvocationResults: describeInvocationResults,
};

function modifyInstanceAttribute(context: AlibabaContext): Record<string, unknown> {
  const instance = ecsInstance(context);
  const password = context.form.get('Password');
  if (password === null) return {};
  if (instance.ecs?.locks?.includes('security') === true)
    throw new AlibabaError(
      'InstanceLockedForSecurity',
      'The specified operation is denied as your instance is locked for security reasons.',
      403,
    );
  if (instance.state === 'pending')
    throw new AlibabaError('IncorrectInstanceStatus', 'The current status of the resource does not support this operation.', 403);
  const kinds = [/[A-Z]/u, /[a-z]/u, /\d/u, /[^A-Za-z\d]/u].filter((kind) => kind.test(password)).length;
  const known = /^[A-Za-z0-9()`~!@#$%^&*\-_+=|{}[\]:;'<>,.?/]{8,30}$/u.test(password);
  const slash = instance.ecs?.osType === 'windows' && password.startsWith('/');
  // Words that everybody tries are refused beyond the rules that are written down.
  if (!known || kinds < 3 || slash || /^Passw0rd/u.test(password))
    throw new AlibabaError('InvalidPassword.Malformed', 'The specified parameter "Password" is not valid.');
  context.state.agents.keepPassword(instance.id, password);
  return {};
}

function idsOf(form: URLSearchParams): readonly string[] {
  return [...form].filter(([name]) => /^InstanceId\.\d+$/u.test(name)).map(([, value]) => value);
}

function describeCloudAssistantStatus(context: AlibabaContext): Record<string, unknown> {
  const wanted = idsOf(context.form);
  const found = ecsFleet(context).filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  return {
    TotalCount: found.length,
    InstanceCloudAssistantStatusSet: {
      InstanceCloudAssistantStatus: found.map(({ id, state, ecs }) => ({
        InstanceId: id,
        CloudAssistantStatus: String(state === 'running' && context.state.agents.isOnline(id)),
        CloudAssistantVersion: '2.2.3.1120',
        OSType: ecs?.osType === 'windows' ? 'Windows' : 'Linux',
        SupportSessionManager: true,
      })),
    },
  };
}

function runCommand(context: AlibabaContext): Record<string, unknown> {
  const { form, state } = context;
  const [id = ''] = idsOf(form);
  const instance = ecsFleet(context).find((one) => one.id === id);
  if (instance === undefined) throw new AlibabaError('InvalidInstance.NotFound', 'The specified instance does not exist.', 404);
  if (instance.state !== 'running') throw new AlibabaError('InvalidInstance.NotRunning', 'The specified instance is not running.', 403);
  if (form.get('Type') !== 'RunShellScript' || form.get('ContentEncoding') !== 'Base64')
    throw new AlibabaError('InvalidParameter.Type', 'The specified parameter Type is not valid.');
  const script = Buffer.from(form.get('CommandContent') ?? '', 'base64').toString('utf8');
  const { id: invoke } = state.agents.invoke(id, script);
  return { CommandId: `c-hz0${invoke.slice(5)}`, InvokeId: invoke };
}

function describeInvocationResults({ form, state }: AlibabaContext): Record<string, unknown> {
  const invocation = state.agents.invocation(form.get('InvokeId') ?? '');
  const { result } = invocation ?? {};
  return {
    Invocation: {
      TotalCount: invocation === undefined ? 0 : 1,
      InvocationResults: {
        InvocationResult:
          invocation === undefined
            ? []
            : [
                {
                  InvokeId: invocation.id,
                  InstanceId: invocation.instance,
                  InvocationStatus: result?.status ?? 'Running',
                  InvokeRecordStatus: result === undefined ? 'Running' : 'Finished',
                  ErrorCode: result?.errorCode ?? '',
                  ExitCode: result?.exitCode,
                  Output: Buffer.from(result?.output ?? '').toString('base64'),
                },
              ],
      },
    },
  };
}
