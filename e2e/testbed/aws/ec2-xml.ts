import { stateCodes } from '../data.ts';
import type { WorldImage, WorldInstance } from '../data.ts';
import type { XmlValue } from './xml.ts';

/** An instance as `instancesSet/item` has it. Names are those of the wire, not those of the SDK's types. */
export function instanceXml(instance: WorldInstance, image: WorldImage | undefined): XmlValue {
  const up = hasAddress(instance);
  const isOn = instance.state === 'running' || instance.state === 'pending';
  const groups = instance.groups.map((group) => ({ groupId: group.id, groupName: group.name }));
  const publicIp = up || instance.elastic === true ? instance.publicIp : undefined;
  const publicDns = up ? (instance.publicDns ?? '') : '';
  return {
    instanceId: instance.id,
    imageId: instance.image,
    instanceState: { code: stateCodes[instance.state], name: instance.state },
    privateDnsName: `ip-${instance.privateIp.replaceAll('.', '-')}.${instance.region}.compute.internal`,
    dnsName: publicDns,
    reason: isOn ? '' : (instance.stateTransition ?? ''),
    keyName: instance.keyName,
    amiLaunchIndex: 0,
    productCodes: [],
    instanceType: instance.type,
    launchTime: wireTime(instance.launched),
    placement: { availabilityZone: instance.zone, groupName: '', tenancy: 'default' },
    platform: image?.platform,
    monitoring: { state: 'disabled' },
    subnetId: instance.subnet,
    vpcId: instance.vpc,
    privateIpAddress: instance.privateIp,
    ipAddress: publicIp,
    ipv6Address: instance.ipv6,
    sourceDestCheck: true,
    groupSet: groups,
    stateReason: isOn ? undefined : instance.stateReason,
    architecture: image?.architecture ?? 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: image?.platform === 'windows' ? '/dev/sda1' : '/dev/xvda',
    virtualizationType: 'hvm',
    instanceLifecycle: instance.lifecycle,
    hypervisor: 'xen',
    tagSet: Object.entries(instance.tags).map(([key, value]) => ({ key, value })),
    networkInterfaceSet: [networkInterface(instance, groups, publicIp, publicDns)],
    ebsOptimized: true,
    enaSupport: true,
    metadataOptions: { state: 'applied', httpTokens: 'required', httpPutResponseHopLimit: 2, httpEndpoint: 'enabled' },
    platformDetails: image?.platformDetails ?? 'Linux/UNIX',
    usageOperation: image?.platform === 'windows' ? 'RunInstances:0002' : 'RunInstances',
    currentInstanceBootMode: 'uefi',
  };
}

function networkInterface(instance: WorldInstance, groups: XmlValue, publicIp: string | undefined, publicDns: string): XmlValue {
  const association =
    publicIp === undefined
      ? undefined
      : { publicIp, publicDnsName: publicDns, ipOwnerId: instance.elastic === true ? instance.account : 'amazon' };
  const tail = instance.id.slice(2);
  return {
    networkInterfaceId: `eni-${tail}`,
    subnetId: instance.subnet,
    vpcId: instance.vpc,
    description: '',
    ownerId: instance.account,
    status: 'in-use',
    privateIpAddress: instance.privateIp,
    groupSet: groups,
    attachment: {
      attachmentId: `eni-attach-${tail}`,
      deviceIndex: 0,
      status: 'attached',
      attachTime: wireTime(instance.launched),
      deleteOnTermination: true,
    },
    association,
    privateIpAddressesSet: [{ privateIpAddress: instance.privateIp, primary: true, association }],
    ipv6AddressesSet: instance.ipv6 === undefined ? [] : [{ ipv6Address: instance.ipv6 }],
  };
}

export function imageXml(image: WorldImage): XmlValue {
  return {
    imageId: image.id,
    imageLocation: `${image.ownerAlias ?? image.owner}/${image.name}`,
    imageState: 'available',
    imageOwnerId: image.owner,
    creationDate: wireTime(image.created),
    isPublic: image.privateTo === undefined,
    architecture: image.architecture,
    imageType: 'machine',
    platform: image.platform,
    imageOwnerAlias: image.ownerAlias,
    name: image.name,
    description: image.description,
    rootDeviceType: 'ebs',
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    platformDetails: image.platformDetails,
    publicSsmParameterName: image.ssmParameter,
    sourceImageId: image.sourceImage,
  };
}

/** A stopped or terminated instance has given its address back. */
export function hasAddress(instance: WorldInstance): boolean {
  return (
    instance.state === 'running' || instance.state === 'pending' || instance.state === 'stopping' || instance.state === 'shutting-down'
  );
}

/** EC2 writes times with milliseconds. */
export function wireTime(iso: string): string {
  return new Date(iso).toISOString();
}
