import { AppError } from '../../../shared/model/errors.ts';
import { describeServiceError, errorCode } from './aws-errors.ts';
import type { Clients } from './clients.ts';
import type { Connection } from './connection.ts';
import type { Patience } from './messages.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What every call of the worker goes with. */
export interface CallContext {
  readonly connection: Connection;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
}

export interface CallPlace {
  readonly service: string;
  /** The IAM action, for example `ec2:DescribeInstances`. */
  readonly action: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
}

/** Credentials first, then the call; whatever fails is told with profile, region and action. */
export type AwsCall = <T>(context: CallContext, place: CallPlace, run: () => Promise<T>) => Promise<T>;

export function createAwsCall(clients: Pick<Clients, 'credentials'>): AwsCall {
  return async (context, place, run) => {
    const { connection, signal } = context;
    await clients.credentials(connection).get(context.patience, signal);
    try {
      return await run();
    } catch (error) {
      if (signal.aborted) throw new AppError('cancelled', texts().awsErrors.cancelled);
      const told = describeServiceError(error, { profile: connection.profile, kind: connection.kind, ...place });
      // Next time the files are read again: the person may have put fresh keys there.
      if (told.code === 'expired-credentials' || told.code === 'bad-credentials') clients.credentials(connection).forget();
      if (told.code === 'internal' || told.code === 'protocol')
        context.log(`${place.action} for ${connection.profile} in ${place.region}: ${String(errorCode(error) ?? error)}`);
      throw told;
    }
  };
}

/** Where an action of EC2 is called. */
export function ec2Place(context: Pick<CallContext, 'connection'>, action: string, region: string): CallPlace {
  return { service: 'EC2', action: `ec2:${action}`, region, endpoint: context.connection.endpoints.ec2 };
}
