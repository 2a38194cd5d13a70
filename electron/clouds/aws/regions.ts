/** Cloud partitions by region prefix, with the region where account-wide questions are asked when a profile names none. */
const PARTITIONS: readonly { readonly prefix: string; readonly name: string; readonly home: string }[] = [
  { prefix: 'cn-', name: 'aws-cn', home: 'cn-north-1' },
  { prefix: 'us-gov-', name: 'aws-us-gov', home: 'us-gov-west-1' },
  { prefix: 'eusc-', name: 'aws-eusc', home: 'eusc-de-east-1' },
  { prefix: 'us-isob-', name: 'aws-iso-b', home: 'us-isob-east-1' },
  { prefix: 'us-isof-', name: 'aws-iso-f', home: 'us-isof-south-1' },
  { prefix: 'us-iso-', name: 'aws-iso', home: 'us-iso-east-1' },
  { prefix: 'eu-isoe-', name: 'aws-iso-e', home: 'eu-isoe-west-1' },
];

/** The region that the AWS console starts in when nothing says another. */
export const DEFAULT_REGION = 'us-east-1';

/** For example `aws` or `aws-cn`. Credentials of one partition never work in another. */
export function partitionOf(region: string): string {
  return PARTITIONS.find((partition) => region.startsWith(partition.prefix))?.name ?? 'aws';
}

/** A region by the look of it: it becomes part of a host name, so nothing else may stand in it. */
export function isRegionName(text: string): boolean {
  return /^[a-z]{2,6}(?:-[a-z]+)+-\d{1,2}$/u.test(text);
}
