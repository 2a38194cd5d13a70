import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Services that take an endpoint of their own, with the suffix of the variable `AWS_ENDPOINT_URL_…` and the key in a `services` section. */
const SERVICES = {
  ec2: { variable: 'EC2', section: 'ec2' },
  ssm: { variable: 'SSM', section: 'ssm' },
  instanceConnect: { variable: 'EC2_INSTANCE_CONNECT', section: 'ec2_instance_connect' },
  sts: { variable: 'STS', section: 'sts' },
  sso: { variable: 'SSO', section: 'sso' },
  ssoOidc: { variable: 'SSO_OIDC', section: 'sso_oidc' },
  signin: { variable: 'SIGNIN', section: 'signin' },
  kms: { variable: 'KMS', section: 'kms' },
} as const;

export type ServiceName = keyof typeof SERVICES;
export type Endpoints = { readonly [S in ServiceName]?: string };

export interface EndpointSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A key of the profile itself. */
  readonly profile: (key: string) => string | undefined;
  /** A key of the profile's `services` section; `undefined` when the profile names none. */
  readonly services: ((key: string) => string | undefined) | undefined;
  /** Named in errors. */
  readonly name: string;
}

/**
 * The custom endpoint of each service for one profile, in the order of the AWS CLI: variable of the service, `AWS_ENDPOINT_URL`,
 * the profile's `services` section, `endpoint_url`. The SDK reads the last two for one profile only, so all are read here.
 */
export function resolveEndpoints(sources: EndpointSources): Endpoints {
  const { env, profile } = sources;
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? profile('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return {};
  const found: { [S in ServiceName]?: string } = {};
  for (const service of Object.keys(SERVICES) as ServiceName[]) {
    const { variable, section } = SERVICES[service];
    const candidates = [
      { where: `AWS_ENDPOINT_URL_${variable}`, url: env[`AWS_ENDPOINT_URL_${variable}`] },
      { where: 'AWS_ENDPOINT_URL', url: env['AWS_ENDPOINT_URL'] },
      {
        where: texts().awsProfiles.endpointOf(`${section}.endpoint_url`, sources.name),
        url: sources.services?.(`${section}.endpoint_url`),
      },
      { where: texts().awsProfiles.endpointOf('endpoint_url', sources.name), url: profile('endpoint_url') },
    ];
    const chosen = candidates.find((candidate) => candidate.url !== undefined && candidate.url !== '');
    if (chosen?.url !== undefined) found[service] = checkedUrl(chosen.url, chosen.where);
  }
  return found;
}

function checkedUrl(text: string, where: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') {
    throw new AppError('config-broken', texts().awsProfiles.noAddress(where), {
      hint: texts().awsProfiles.addressForm,
    });
  }
  return text;
}
