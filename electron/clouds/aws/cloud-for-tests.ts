import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Cloud } from '../cloud.ts';
import { createAwsCloud } from './aws.ts';
import { openHome, openTestEndpoint, type GivenAnswer, type SeenRequest } from './endpoint-for-tests.ts';

/** AWS with one profile, `demo`, at an endpoint that gives these answers. */
export async function openTestCloud(answer: (request: SeenRequest) => GivenAnswer): Promise<{
  readonly cloud: Cloud;
  readonly demo: Account;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}> {
  const endpoint = await openTestEndpoint(answer);
  const home = await openHome({
    '.aws/config': `[profile demo]\nregion = us-east-1\nendpoint_url = ${endpoint.url}\n`,
    '.aws/credentials': '[demo]\naws_access_key_id = AKIDEXAMPLE12345678\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY\n',
  });
  const cloud = createAwsCloud({
    platform: { homeFolder: home.homeFolder, env: { PATH: process.env['PATH'] } },
    askMfa: () => Promise.reject(new AppError('cancelled', 'No one is there.')),
    log: { warn: () => {} },
  });
  const [demo] = (await cloud.accounts()).accounts as [Account];
  return {
    cloud,
    demo,
    seen: endpoint.seen,
    async close() {
      await cloud.close();
      await home.remove();
      await endpoint.close();
    },
  };
}
