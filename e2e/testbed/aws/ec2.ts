import { createHash } from 'node:crypto';
import type { PowerState, WorldImage, WorldInstance } from '../data.ts';
import { stateCodes } from '../data.ts';
import { consoleText } from './console-log.ts';
import { passwordData, windowsReadyAt } from './windows-password.ts';
import { hasAddress, imageXml, instanceXml } from './ec2-xml.ts';
import { page } from './page.ts';
import { securityGroupActions } from './security-groups.ts';
import type { ActionContext, XmlAction } from './service.ts';
import { ApiError, formFilters, formList } from './wire.ts';
import type { Filter } from './wire.ts';
import type { XmlValue } from './xml.ts';

/** The EC2 actions of this world by name; anything else answers `InvalidAction`. */
export const ec2Actions: Readonly<Record<string, XmlAction>> = {
  DescribeRegions: describeRegions,
  DescribeInstances: describeInstances,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeImages: describeImages,
  DescribeKeyPairs: describeKeyPairs,
  GetConsoleOutput: getConsoleOutput,
  GetPasswordData: getPasswordData,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  RebootInstances: rebootInstances,
  ...securityGroupActions,
};

function describeRegions({ call, state }: ActionContext): Record<string, XmlValue> {
  const wanted = formList(call.form, 'RegionName');
  for (const name of wanted) if (!state.regions.has(name)) throw new ApiError('InvalidParameterValue', `Invalid region provided: ${name}`);
  const all = call.form.get('AllRegions') === 'true' || wanted.length > 0;
  const shown = [...state.regions.values()]
    .filter((region) => all || region.optIn !== 'not-opted-in')
    .filter((region) => wanted.length === 0 || wanted.includes(region.name));
  return {
    regionInfo: shown.map((region) => ({
      regionName: region.name,
      regionEndpoint: `ec2.${region.name}.amazonaws.com`,
      optInStatus: region.optIn,
    })),
  };
}

function describeInstances({ call, state, shapes }: ActionContext): Record<string, XmlValue> {
  const ids = formList(call.form, 'InstanceId');
  const size = pageSize(call.form, ids.length > 0);
  const filters = formFilters(call.form);
  const fleet = ids.length > 0 ? byId({ call, state }, ids) : state.fleet(call.caller.account, call.region);
  const matching = fleet.filter((instance) =>
    filters.every((filter) => instanceMatches(instance, state.images.get(instance.image), filter)),
  );
  const one = page(matching, { size, token: call.form.get('NextToken') ?? undefined, shapes, badToken: 'InvalidParameterValue' });
  const reservations: { id: string; instances: WorldInstance[] }[] = [];
  for (const instance of one.items) {
    const id = instance.reservation ?? `r-${instance.id.slice(2)}`;
    const open = reservations.at(-1);
    if (open?.id === id) open.instances.push(instance);
    else reservations.push({ id, instances: [instance] });
  }
  return {
    reservationSet: reservations.map(({ id, instances }) => ({
      reservationId: id,
      ownerId: call.caller.account,
      groupSet: [],
      instancesSet: instances.map((instance) => instanceXml(instance, state.images.get(instance.image))),
    })),
    nextToken: one.nextToken,
  };
}

function describeInstanceStatus({ call, state, shapes }: ActionContext): Record<string, XmlValue> {
  const ids = formList(call.form, 'InstanceId');
  const size = pageSize(call.form, ids.length > 0);
  const every = call.form.get('IncludeAllInstances') === 'true';
  const filters = formFilters(call.form);
  const fleet = ids.length > 0 ? byId({ call, state }, ids) : state.fleet(call.caller.account, call.region);
  const matching = fleet
    .filter((instance) => every || instance.state === 'running')
    .filter((instance) => filters.every((filter) => instanceMatches(instance, state.images.get(instance.image), filter)));
  const one = page(matching, { size, token: call.form.get('NextToken') ?? undefined, shapes, badToken: 'InvalidParameterValue' });
  return {
    instanceStatusSet: one.items.map((instance) => {
      const status = instance.state === 'running' ? 'ok' : 'not-applicable';
      const details = status === 'ok' ? [{ name: 'reachability', status: 'passed' }] : [];
      return {
        instanceId: instance.id,
        availabilityZone: instance.zone,
        instanceState: { code: stateCodes[instance.state], name: instance.state },
        systemStatus: { status, details },
        instanceStatus: { status, details },
      };
    }),
    nextToken: one.nextToken,
  };
}

function describeImages({ call, state }: ActionContext): Record<string, XmlValue> {
  const visible = (image: WorldImage): boolean => image.privateTo === undefined || image.privateTo === call.caller.account;
  const ids = formList(call.form, 'ImageId');
  const missing = ids.filter((id) => {
    const image = state.images.get(id);
    return !image || !visible(image);
  });
  if (missing.length > 0) throw new ApiError('InvalidAMIID.NotFound', `The image id '[${missing.join(', ')}]' does not exist`);
  const owners = formList(call.form, 'Owner').map((owner) => (owner === 'self' ? call.caller.account : owner));
  const images = [...state.images.values()]
    .filter(visible)
    .filter((image) => ids.length === 0 || ids.includes(image.id))
    .filter(
      (image) =>
        owners.length === 0 || owners.includes(image.owner) || (image.ownerAlias !== undefined && owners.includes(image.ownerAlias)),
    );
  return { imagesSet: images.map(imageXml) };
}

function describeKeyPairs({ call, state }: ActionContext): Record<string, XmlValue> {
  const here = state.accounts.get(call.caller.account)?.keyPairs.filter((pair) => pair.region === call.region) ?? [];
  const names = formList(call.form, 'KeyName');
  for (const name of names) {
    if (!here.some((pair) => pair.name === name)) throw new ApiError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
  }
  const withKey = call.form.get('IncludePublicKey') === 'true';
  return {
    keySet: here
      .filter((pair) => names.length === 0 || names.includes(pair.name))
      .map((pair) => ({
        keyPairId: `key-0${createHash('sha256').update(`${call.caller.account}/${pair.region}/${pair.name}`).digest('hex').slice(0, 16)}`,
        keyName: pair.name,
        keyType: pair.type,
        keyFingerprint: state.keyFingerprints.get(`${call.caller.account}/${pair.region}/${pair.name}`),
        publicKey: withKey ? state.publicKeys.get(`${call.caller.account}/${pair.region}/${pair.name}`) : undefined,
      })),
  };
}

function getConsoleOutput({ call, state, shapes, now }: ActionContext): Record<string, XmlValue> {
  const [instance] = byId({ call, state }, [call.form.get('InstanceId') ?? '']);
  if (!instance) throw new ApiError('InvalidInstanceID.NotFound', 'The instance does not exist');
  if (call.form.get('Latest') === 'true' && xenTypes.test(instance.type)) {
    throw new ApiError('UnsupportedOperation', 'This instance type does not support retrieving the latest console logs.');
  }
  if (isSilent(shapes)) return { instanceId: instance.id, timestamp: new Date(now).toISOString() };
  // The console keeps the last 64 KiB.
  const text = Buffer.from(consoleText(instance, state, now)).subarray(-65_536);
  return { instanceId: instance.id, timestamp: new Date(now).toISOString(), output: text.toString('base64') };
}

function getPasswordData({ call, state, shapes, now }: ActionContext): Record<string, XmlValue> {
  const [instance] = byId({ call, state }, [call.form.get('InstanceId') ?? '']);
  if (!instance) throw new ApiError('InvalidInstanceID.NotFound', 'The instance does not exist');
  const data = isSilent(shapes) ? '' : passwordData(instance, state, now);
  // EC2 puts white space around it.
  return {
    instanceId: instance.id,
    timestamp: new Date(data === '' ? now : windowsReadyAt(instance)).toISOString(),
    passwordData: data === '' ? '' : `\r\n${data}\r\n`,
  };
}

/** Of the families before Nitro; from the table of Nitro instances in EC2's user guide, what is not in it. */
const xenTypes = /^(?:t[12]|m[1-4]|c[134]|cc2|r[34]|i[23]|d2|g[23]|p[23]|x1e?|h1|hs1|f1)\.(?!metal)/;

function isSilent(shapes: ActionContext['shapes']): boolean {
  return shapes.some((shape) => shape.kind === 'not-ready');
}

function startInstances(context: ActionContext): Record<string, XmlValue> {
  return power(context, 'pending', 'running', { allowed: ['stopped'], already: ['running', 'pending'] });
}

function stopInstances(context: ActionContext): Record<string, XmlValue> {
  return power(context, 'stopping', 'stopped', { allowed: ['running', 'pending'], already: ['stopped', 'stopping'] });
}

function rebootInstances({ call, state }: ActionContext): Record<string, XmlValue> {
  const fleet = byId({ call, state }, formList(call.form, 'InstanceId'));
  for (const instance of fleet) {
    if (instance.state !== 'running')
      throw new ApiError('IncorrectInstanceState', `The instance '${instance.id}' is not in a state from which it can be rebooted.`);
  }
  for (const instance of fleet) state.reboot(instance.id);
  return { return: true };
}

function power(
  { call, state }: ActionContext,
  by: PowerState,
  to: PowerState,
  rule: { readonly allowed: readonly PowerState[]; readonly already: readonly PowerState[] },
): Record<string, XmlValue> {
  const fleet = byId({ call, state }, formList(call.form, 'InstanceId'));
  for (const instance of fleet) {
    if (rule.allowed.includes(instance.state) || rule.already.includes(instance.state)) continue;
    const verb = to === 'running' ? 'started' : 'stopped';
    throw new ApiError('IncorrectInstanceState', `The instance '${instance.id}' is not in a state from which it can be ${verb}.`);
  }
  return {
    instancesSet: fleet.map((instance) => {
      if (rule.allowed.includes(instance.state)) state.transition(instance.id, by, to);
      const current = state.instances.get(instance.id)?.state ?? instance.state;
      return {
        instanceId: instance.id,
        currentState: { code: stateCodes[current], name: current },
        previousState: { code: stateCodes[instance.state], name: instance.state },
      };
    }),
  };
}

function byId({ call, state }: Pick<ActionContext, 'call' | 'state'>, ids: readonly string[]): WorldInstance[] {
  const found: WorldInstance[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    if (!/^i-[0-9a-f]{8,17}$/.test(id)) throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
    const instance = state.instances.get(id);
    if (instance && instance.account === call.caller.account && instance.region === call.region) found.push(instance);
    else missing.push(id);
  }
  if (missing.length === 0) return found;
  const text =
    missing.length === 1 ? `The instance ID '${missing[0]}' does not exist` : `The instance IDs '${missing.join(', ')}' do not exist`;
  throw new ApiError('InvalidInstanceID.NotFound', text);
}

function pageSize(form: URLSearchParams, idsGiven: boolean): number | undefined {
  const text = form.get('MaxResults');
  if (text === null) return undefined;
  if (idsGiven)
    throw new ApiError('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults');
  const size = Number(text);
  if (!Number.isInteger(size) || size < 5 || size > 1000) {
    throw new ApiError(
      'InvalidParameterValue',
      `Value (${text}) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  return size;
}

function instanceMatches(instance: WorldInstance, image: WorldImage | undefined, filter: Filter): boolean {
  return filterValues(instance, image, filter.name).some((have) => filter.values.some((want) => wildcardMatches(want, have)));
}

function filterValues(instance: WorldInstance, image: WorldImage | undefined, name: string): readonly string[] {
  if (name.startsWith('tag:')) return present(instance.tags[name.slice('tag:'.length)]);
  switch (name) {
    case 'instance-state-name':
      return [instance.state];
    case 'instance-state-code':
      return [String(stateCodes[instance.state])];
    case 'instance-id':
      return [instance.id];
    case 'instance-type':
      return [instance.type];
    case 'image-id':
      return [instance.image];
    case 'key-name':
      return present(instance.keyName);
    case 'platform':
      return present(image?.platform);
    case 'availability-zone':
      return [instance.zone];
    case 'vpc-id':
      return [instance.vpc];
    case 'subnet-id':
      return [instance.subnet];
    case 'private-ip-address':
      return [instance.privateIp];
    case 'ip-address':
      return hasAddress(instance) ? present(instance.publicIp) : [];
    case 'tag-key':
      return Object.keys(instance.tags);
    case 'instance.group-id':
      return instance.groups.map((group) => group.id);
    default:
      throw new ApiError('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
}

function present(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

/** `*` and `?` as EC2 filters have them. */
function wildcardMatches(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
