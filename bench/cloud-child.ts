import type { Instance } from '@aws-sdk/client-ec2';
import { keepYoungGenerationSmall } from '../electron/host/young-generation.ts';
import { answerParent } from './child.ts';
import { startMeter, type Spent } from './loop-meter.ts';
import { REGION } from './fleet.ts';

/** Lists every instance of the endpoint, Gangway's way or with the SDK alone; both on clients that have been used before. */
export type CloudQuestion = { readonly side: 'gangway' | 'sdk'; readonly endpoint: string; readonly home: string };
export type CloudAnswer = Spent & { readonly rows: number };

// As the host does at its start, before it loads anything that would let it grow: one collection of a listing's rows takes 50 ms then.
keepYoungGenerationSmall();

// As Gangway asks, so that both read the same pages.
const PAGE_SIZE = 200;
const LISTED_STATES = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

/** Makes ready what a listing needs, and gives the listing itself, which is what is measured. */
type Side = () => Promise<() => Promise<number>>;

const sides = new Map<string, Promise<Side>>();

answerParent(async (question: CloudQuestion): Promise<CloudAnswer> => {
  let side = sides.get(question.side);
  if (side === undefined) {
    side = question.side === 'sdk' ? sdkSide(question) : gangwaySide(question);
    sides.set(question.side, side);
  }
  const list = await (await side)();
  const stop = startMeter();
  const rows = await list();
  return { ...stop(), rows };
});

async function gangwaySide({ home }: CloudQuestion): Promise<Side> {
  const { createAwsCloud } = await import('../electron/clouds/aws/aws.ts');
  const cloud = createAwsCloud({
    platform: { homeFolder: home, env: process.env },
    askMfa: () => Promise.reject(new Error('No MFA here.')),
    log: { warn: (text) => console.error(text) },
  });
  const [account] = (await cloud.accounts()).accounts;
  if (account === undefined) throw new Error('The profile was not found.');
  const signal = new AbortController().signal;
  return async () => {
    // Reading the profiles anew forgets what is known of the list: every time is the first time, with the client already made.
    await cloud.accounts();
    await cloud.regions(account, signal);
    return async () => {
      let rows = 0;
      await cloud.listInstances({ account, region: REGION, signal, patience: 'waiting', onPage: (page) => void (rows += page.length) });
      return rows;
    };
  };
}

async function sdkSide({ endpoint }: CloudQuestion): Promise<Side> {
  const { EC2Client, paginateDescribeInstances } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client({ region: REGION, endpoint, credentials: { accessKeyId: 'AKIABENCHBENCHBENCH', secretAccessKey: 'bench' } });
  const listAll = async (): Promise<number> => {
    // The paginator leaves its last token in here.
    const input = { Filters: [{ Name: 'instance-state-name', Values: LISTED_STATES }] };
    let rows: Instance[] = [];
    for await (const page of paginateDescribeInstances({ client, pageSize: PAGE_SIZE }, input)) {
      rows = rows.concat(page.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? []);
    }
    return rows.length;
  };
  return () => Promise.resolve(listAll);
}
