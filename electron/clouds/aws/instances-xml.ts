import { AppError } from '../../../shared/model/errors.ts';
import { LIMITS, type AwsInstance } from './instance-row.ts';
import { scanXml } from './xml-scan.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface InstancesPage<Row = AwsInstance> {
  readonly instances: readonly Row[];
  readonly nextToken?: string;
}

/** What is remembered of instances that were read before, by the characters of the XML element. */
export interface ReadBefore {
  /** The instance whose element begins at `start` if it is the same, character by character, and where that ends. */
  find(xml: string, start: number): { readonly id: string; readonly end: number } | undefined;
  /** The element of an instance was read. */
  note(id: string, xml: string, start: number, end: number): void;
}

type Draft = { -readonly [K in keyof AwsInstance]: AwsInstance[K] } & {
  securityGroups: { id: string; name: string }[];
  tags: [string, string][];
};

// Elements right inside an instance, by the field that they fill.
const FIELDS = new Map<string, Exclude<keyof AwsInstance, 'securityGroups' | 'tags' | 'name'>>([
  ['instanceId', 'id'],
  ['platform', 'platform'],
  ['platformDetails', 'platformDetails'],
  ['instanceType', 'type'],
  ['imageId', 'image'],
  ['ipAddress', 'publicIp'],
  ['privateIpAddress', 'privateIp'],
  ['ipv6Address', 'ipv6'],
  ['dnsName', 'publicDns'],
  ['privateDnsName', 'privateDns'],
  ['keyName', 'keyName'],
  ['launchTime', 'launchTime'],
  ['vpcId', 'vpc'],
  ['subnetId', 'subnet'],
]);

// Of an instance's larger parts, by the depth of their elements, those of which nothing is shown. None of them has one of its own name in it.
const PASSED_OVER: readonly ReadonlyMap<string, string>[] = closings({
  5: [
    'blockDeviceMapping',
    'capacityReservationSpecification',
    'cpuOptions',
    'elasticInferenceAcceleratorAssociationSet',
    'enclaveOptions',
    'hibernationOptions',
    'iamInstanceProfile',
    'licenseSet',
    'maintenanceOptions',
    'metadataOptions',
    'monitoring',
    'networkPerformanceOptions',
    'privateDnsNameOptions',
    'productCodes',
  ],
  7: ['attachment', 'connectionTrackingConfiguration', 'groupSet', 'operator', 'privateIpAddressesSet'],
});

/**
 * Reads the body of a `DescribeInstances` answer in one pass, only the fields that Gangway shows: the SDK's reader takes some
 * twenty times as long. Throws `protocol` when the body is broken or is another document. Of an instance that `before` finds only the id is
 * given: a refresh mostly brings what is known. Instances without an id are left out.
 */
export function readInstancesPage(xml: string): InstancesPage;
export function readInstancesPage(xml: string, before: ReadBefore): InstancesPage<AwsInstance | string>;
export function readInstancesPage(xml: string, before?: ReadBefore): InstancesPage<AwsInstance | string> {
  const instances: (AwsInstance | string)[] = [];
  const nextToken = scanInstances(xml, (row) => void instances.push(row), before);
  return { instances, ...(nextToken === undefined ? {} : { nextToken }) };
}

/** The same, instance by instance: what nobody holds on to costs the collector nothing. Returns the token of the next page, if there is one. */
export function scanInstances(xml: string, each: (row: AwsInstance | string) => void, before?: ReadBefore): string | undefined {
  const path: string[] = [];
  let nextToken = '';
  let draft: Draft | undefined;
  let draftStart = 0;
  let pair = { first: '', second: '' };
  let association = { address: '', owner: '' };
  // In a comment or in CDATA what looks like a closing tag is none. EC2 writes neither.
  const plain = !xml.includes('!') || !xml.includes('<!');

  scanXml(xml, {
    open(name, depth, start) {
      if (depth === 0 && name !== 'DescribeInstancesResponse')
        throw new AppError('protocol', texts().awsErrors.answer.otherDocument(name.slice(0, 60)));
      path[depth] = name;
      if (depth === 4 && name === 'item' && path[3] === 'instancesSet' && path[2] === 'item' && path[1] === 'reservationSet') {
        const found = before?.find(xml, start);
        if (found !== undefined) {
          each(found.id);
          return found.end;
        }
        draft = blank();
        draftStart = start;
      } else if (depth === 6 && name === 'item') {
        pair = { first: '', second: '' };
      } else if (plain && draft !== undefined) {
        const closing = PASSED_OVER[depth]?.get(name);
        if (closing !== undefined && xml.charCodeAt(start + name.length + 1) === 0x3e /* > */) {
          const end = xml.indexOf(closing, start);
          if (end >= 0) return end + closing.length;
        }
      }
      return undefined;
    },
    close(name, depth, text, end) {
      if (draft === undefined) {
        if (depth === 1 && name === 'nextToken') nextToken = text(65_536);
        return;
      }
      if (depth === 4) {
        if (draft.id !== '') {
          each(draft);
          before?.note(draft.id, xml, draftStart, end);
        }
        draft = undefined;
      } else if (depth === 5) {
        const field = FIELDS.get(name);
        const value = field === undefined ? '' : text(LIMITS.text);
        if (field !== undefined && value !== '') draft[field] = value;
      } else if (depth === 6) {
        closeInner(draft, path[5], name, text, pair);
      } else if (depth === 7) {
        if (name === 'key' || name === 'groupId') pair.first = text(name === 'key' ? LIMITS.tagKey : LIMITS.text);
        else if (name === 'value' || name === 'groupName') pair.second = text(LIMITS.tagValue);
        else if (name === 'association' && path[5] === 'networkInterfaceSet') {
          // An address that AWS lends belongs to `amazon`; an Elastic IP to the account.
          if (draft.eip === '' && /^\d{12}$/u.test(association.owner)) draft.eip = association.address;
          association = { address: '', owner: '' };
        }
      } else if (depth === 8 && path[7] === 'association' && path[5] === 'networkInterfaceSet') {
        if (name === 'publicIp') association.address = text(LIMITS.text);
        else if (name === 'ipOwnerId') association.owner = text(LIMITS.text);
      } else if (
        depth === 9 &&
        name === 'ipv6Address' &&
        draft.ipv6 === '' &&
        path[5] === 'networkInterfaceSet' &&
        path[7] === 'ipv6AddressesSet'
      ) {
        draft.ipv6 = text(LIMITS.text);
      }
    },
  });
  return nextToken === '' ? undefined : nextToken;
}

function closeInner(
  draft: Draft,
  outer: string | undefined,
  name: string,
  text: (limit: number) => string,
  pair: { first: string; second: string },
): void {
  if (outer === 'instanceState' && name === 'name') draft.state = text(LIMITS.text);
  else if (outer === 'stateReason' && name === 'code') draft.stateReason = withCode(text(LIMITS.text), draft.stateReason);
  else if (outer === 'stateReason' && name === 'message') draft.stateReason = withCode(draft.stateReason, text(LIMITS.text));
  else if (outer === 'placement' && name === 'availabilityZone') draft.zone = text(LIMITS.text);
  else if (outer === 'groupSet' && name === 'item' && draft.securityGroups.length < LIMITS.securityGroups) {
    draft.securityGroups.push({ id: pair.first, name: pair.second });
  } else if (outer === 'tagSet' && name === 'item') {
    if (pair.first === 'Name') draft.name = pair.second.slice(0, LIMITS.name);
    if (draft.tags.length < LIMITS.tags) draft.tags.push([pair.first, pair.second]);
  }
}

/** EC2 mostly puts the code of a reason before its message; where it does not, it is put there. Codes of another kind are not reasons: `pending`. */
function withCode(code: string, message: string): string {
  if (!/^(?:Client|Server)(?:\.\w+)+$/u.test(code) || message.startsWith(code)) return message;
  return message === '' ? code : `${code}: ${message}`;
}

function blank(): Draft {
  return {
    id: '',
    name: '',
    state: '',
    stateReason: '',
    platform: '',
    platformDetails: '',
    type: '',
    image: '',
    publicIp: '',
    eip: '',
    privateIp: '',
    ipv6: '',
    publicDns: '',
    privateDns: '',
    keyName: '',
    launchTime: '',
    zone: '',
    vpc: '',
    subnet: '',
    securityGroups: [],
    tags: [],
  };
}

function closings(names: Readonly<Record<number, readonly string[]>>): ReadonlyMap<string, string>[] {
  const byDepth: Map<string, string>[] = [];
  for (const [depth, some] of Object.entries(names)) byDepth[Number(depth)] = new Map(some.map((name) => [name, `</${name}>`]));
  return byDepth;
}
