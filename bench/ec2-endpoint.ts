import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instanceXml } from '../e2e/testbed/aws/ec2-xml.ts';
import { element, type XmlValue } from '../e2e/testbed/aws/xml.ts';
import type { WorldInstance } from '../e2e/testbed/data.ts';
import { ACCOUNT, IMAGE, REGION } from './fleet.ts';

/**
 * EC2 and STS answers that are made before the clock starts: the emulated world builds each answer when it is asked, and on few
 * cores that work would be measured with the reader's. Signatures are not looked at here.
 */
export interface Ec2Endpoint {
  readonly url: string;
  /** Instances in the pages of lists so far. */
  readonly listed: number;
  /** Every hundredth instance, but for the first, has another state from now on: what a busy account looks like a minute later. */
  change(): void;
  close(): Promise<void>;
}

const DEFAULT_PAGE = 1_000;

export async function openEc2Endpoint(fleet: readonly WorldInstance[]): Promise<Ec2Endpoint> {
  // Bytes, to be sent as they are: to put texts together and encode them takes an eighth of a second for ten thousand.
  const reservations = fleet.map((one) => Buffer.from(reservation(one)));
  const others = new Map(
    fleet.flatMap((one, at) => {
      if (at === 0 || at % 100 !== 0) return [];
      return [[at, Buffer.from(reservation({ ...one, state: one.state === 'running' ? 'stopped' : 'running' }))] as const];
    }),
  );
  const byId = new Map(fleet.map((one, index) => [one.id, index]));
  let listed = 0;

  function describeInstances(form: URLSearchParams): Buffer {
    const ids = [...form].filter(([name]) => name.startsWith('InstanceId.')).map(([, id]) => byId.get(id));
    if (ids.length > 0) return reservationSet(ids.flatMap((at) => (at === undefined ? [] : (reservations[at] ?? []))));
    const start = Number(form.get('NextToken') ?? 0);
    const end = start + Number(form.get('MaxResults') ?? DEFAULT_PAGE);
    const page = reservations.slice(start, end);
    listed += page.length;
    const next = end < reservations.length ? element('nextToken', String(end)) : '';
    return reservationSet(page, next);
  }

  function answer(form: URLSearchParams): string | Buffer | undefined {
    switch (form.get('Action')) {
      case 'DescribeInstances':
        return describeInstances(form);
      case 'DescribeRegions':
        return ec2(
          'DescribeRegions',
          list('regionInfo', { regionName: REGION, regionEndpoint: `ec2.${REGION}.amazonaws.com`, optInStatus: 'opt-in-not-required' }),
        );
      case 'DescribeImages': {
        const { id, name, description, owner } = IMAGE;
        return ec2('DescribeImages', list('imagesSet', { imageId: id, name, description, imageOwnerId: owner }));
      }
      case 'GetCallerIdentity':
        return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/bench</Arn><UserId>AIDABENCH</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
      default:
        return undefined;
    }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = answer(new URLSearchParams(Buffer.concat(chunks).toString()));
      if (body === undefined) return void response.writeHead(400, { 'content-type': 'text/xml' }).end(REFUSED);
      response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get listed() {
      return listed;
    },
    change() {
      for (const [at, other] of others) {
        others.set(at, reservations[at] ?? other);
        reservations[at] = other;
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reservationSet(reservations: readonly Buffer[], next = ''): Buffer {
  const [before = '', after = ''] = ec2('DescribeInstances', `<reservationSet>${HERE}</reservationSet>${next}`).split(HERE);
  return Buffer.concat([Buffer.from(before), ...reservations, Buffer.from(after)]);
}
const HERE = '\0';

/** The whole fleet in one answer. */
export function describeAll(fleet: readonly WorldInstance[]): string {
  return ec2('DescribeInstances', `<reservationSet>${fleet.map(reservation).join('')}</reservationSet>`);
}

function reservation(one: WorldInstance): string {
  return element('item', {
    reservationId: `r-${one.id.slice(2)}`,
    ownerId: ACCOUNT,
    groupSet: [],
    instancesSet: [instanceXml(one, IMAGE)],
  });
}

const REFUSED =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>InvalidAction</Code><Message>Not served here.</Message></Error></Errors><RequestID>bench</RequestID></Response>';

const list = (name: string, item: Readonly<Record<string, XmlValue>>): string => element(name, [item]);

function ec2(action: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>bench</requestId>${inner}</${action}Response>`;
}
