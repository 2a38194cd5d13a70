import { EC2Client, paginateDescribeInstances, type Instance } from '@aws-sdk/client-ec2';
import { createAwsCloud } from '../electron/clouds/aws/aws.ts';
import { answerParent } from './child.ts';
import { startMeter, type Spent } from './loop-meter.ts';
import { REGION } from './fleet.ts';

/** Lists every instance of the endpoint, Gangway's way or with the SDK alone; both on clients that have been used before. */
export type CloudQuestion = { readonly side: 'gangway' | 'sdk'; readonly endpoint: string; readonly home: string };
export type CloudAnswer = Spent & { readonly rows: number };

// As Gangway asks, so that both read the same pages.
const PAGE_SIZE = 200;
const LISTED_STATES = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

const sides = new Map<string, Promise<() => Promise<number>>>();

answerParent(async (question: CloudQuestion): Promise<CloudAnswer> => {
  let side = sides.get(question.side);
  if (side === undefined) {
    side = question.side === 'sdk' ? sdkSide(question) : gangwaySide(question);
    sides.set(question.side, side);
  }
  const list = await side;
  const stop = startMeter();
  const rows = await list();
  return { ...stop(), rows };
});

async function gangwaySide({ home }: CloudQuestion): Promise<() => Promise<number>> {
  const cloud = createAwsCloud({
    platform: { homeFolder: home, env: process.env },
    askMfa: () => Promise.reject(new Error('No MFA here.')),
    log: { warn: (text) => console.error(text) },
  });
  const [account] = (await cloud.accounts()).accounts;
  if (account === undefined) throw new Error('The profile was not found.');
  const signal = new AbortController().signal;
  await cloud.regions(account, signal);
  return async () => {
    let rows = 0;
    await cloud.listInstances({ account, region: REGION, signal, patience: 'waiting', onPage: (page) => void (rows += page.length) });
    return rows;
  };
}

async function sdkSide({ endpoint }: CloudQuestion): Promise<() => Promise<number>> {
  const client = new EC2Client({ region: REGION, endpoint, credentials: { accessKeyId: 'AKIABENCHBENCHBENCH', secretAccessKey: 'bench' } });
  return async () => {
    // The paginator leaves its last token in here.
    const input = { Filters: [{ Name: 'instance-state-name', Values: LISTED_STATES }] };
    let rows: Instance[] = [];
    for await (const page of paginateDescribeInstances({ client, pageSize: PAGE_SIZE }, input)) {
      rows = rows.concat(page.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? []);
    }
    return rows.length;
  };
}
