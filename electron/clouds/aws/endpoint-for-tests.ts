// A tiny AWS endpoint for the tests beside this file: it answers query requests with the bodies that a test writes down.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SeenRequest {
  readonly path: string;
  /** `Action` of the form, or empty. */
  readonly action: string;
  readonly form: URLSearchParams;
  /** From the credential scope of the signature. */
  readonly region: string;
  readonly accessKey: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface GivenAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Takes the answer over wholly. */
  readonly raw?: (response: ServerResponse) => void;
}

export interface TestEndpoint {
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

export async function openTestEndpoint(answer: (request: SeenRequest) => GivenAnswer | Promise<GivenAnswer>): Promise<TestEndpoint> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const form = new URLSearchParams(text);
      const scope = /Credential=([^/]+)\/\d+\/([^/]+)\//u.exec(request.headers.authorization ?? '');
      const one: SeenRequest = {
        path: request.url ?? '',
        action: form.get('Action') ?? '',
        form,
        region: scope?.[2] ?? '',
        accessKey: scope?.[1] ?? '',
        headers: request.headers,
      };
      seen.push(one);
      void (async () => {
        const given = await answer(one);
        if (given.raw !== undefined) return given.raw(response);
        response.writeHead(given.status ?? 200, { 'content-type': 'text/xml;charset=UTF-8', ...given.headers });
        response.end(given.body ?? '');
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function ec2Answer(action: string, inner: string): GivenAnswer {
  return {
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n    <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>\n${inner}</${action}Response>`,
  };
}

export function ec2Error(code: string, message: string, status = 400, headers: Readonly<Record<string, string>> = {}): GivenAnswer {
  return {
    status,
    headers,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>`,
  };
}

export function stsError(code: string, message: string, status = 403): GivenAnswer {
  return {
    status,
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>`,
  };
}

export function regionsAnswer(...names: readonly string[]): GivenAnswer {
  const items = names.map(
    (name) =>
      `<item><regionName>${name}</regionName><regionEndpoint>ec2.${name}.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>`,
  );
  return ec2Answer('DescribeRegions', `<regionInfo>${items.join('')}</regionInfo>`);
}

/** One running Linux instance in a reservation of its own. */
export function instanceXml(id: string, extra = '', tags: Readonly<Record<string, string>> = { Name: `name of ${id}` }): string {
  const tagItems = Object.entries(tags).map(
    ([key, value]) => `<item><key>${escapeXml(key)}</key><value>${escapeXml(value)}</value></item>`,
  );
  return `<item><reservationId>r-1</reservationId><ownerId>111122223333</ownerId><groupSet/><instancesSet><item><instanceId>${id}</instanceId><imageId>ami-1</imageId>
<instanceState><code>16</code><name>running</name></instanceState><privateDnsName>ip-10-0-0-1.ec2.internal</privateDnsName><dnsName/><keyName>demo-key</keyName>
<instanceType>t3.micro</instanceType><launchTime>2026-11-20T10:00:00.000Z</launchTime><placement><availabilityZone>us-east-1a</availabilityZone><groupName/><tenancy>default</tenancy></placement>
<monitoring><state>disabled</state></monitoring><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><privateIpAddress>10.0.0.1</privateIpAddress><ipAddress>203.0.113.5</ipAddress>
<groupSet><item><groupId>sg-1</groupId><groupName>web</groupName></item></groupSet><tagSet>${tagItems.join('')}</tagSet><platformDetails>Linux/UNIX</platformDetails>${extra}</item></instancesSet></item>`;
}

export function instancesAnswer(instances: readonly string[], nextToken = ''): GivenAnswer {
  const set = instances.length === 0 ? '<reservationSet/>' : `<reservationSet>${instances.join('')}</reservationSet>`;
  return ec2Answer('DescribeInstances', `${set}${nextToken === '' ? '' : `<nextToken>${nextToken}</nextToken>`}`);
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A home folder with the given AWS files, gone with `remove`. */
export async function openHome(files: Readonly<Record<string, string>>): Promise<{ homeFolder: string; remove(): Promise<void> }> {
  const homeFolder = await mkdtemp(path.join(tmpdir(), 'gangway-aws-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(homeFolder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return { homeFolder, remove: () => rm(homeFolder, { recursive: true, force: true }) };
}
