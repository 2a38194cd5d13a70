import type { EC2Client } from '@aws-sdk/client-ec2';
import type { STSClient } from '@aws-sdk/client-sts';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import { readBody } from './answer-body.ts';

/** What `DescribeInstances` gives on a guarded client, in place of the SDK's own output: the body, for `readInstancesPage`. */
export interface InstancesOutput {
  readonly xml: string;
}

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body?: unknown;
}

type Deserialize = (operation: { name: string }, context: unknown, response: Answer) => Promise<unknown>;

/**
 * Puts itself before the client's own reader of answers: bodies are bounded in size and time, a web page is told from an AWS answer, and the
 * body of `DescribeInstances` is given as it is. Errors and all other answers are read by the SDK as ever.
 */
export function guardAnswers<C extends EC2Client | STSClient>(client: C): C {
  const protocol = client.config.protocol as unknown as { deserializeResponse: Deserialize };
  const original = protocol.deserializeResponse.bind(protocol);
  async function read(operation: { name: string }, context: unknown, response: Answer): Promise<unknown> {
    const body = await readBody(response.body);
    if (isWebPage(response.headers, body)) {
      throw new AppError('bad-endpoint', texts().awsErrors.answer.webPage, {
        hint: texts().awsErrors.answer.webPageHint,
      });
    }
    if (response.statusCode >= 300 && response.statusCode < 400) {
      const { answer: t } = texts().awsErrors;
      throw new AppError('bad-endpoint', t.elsewhere(response.statusCode), { hint: t.webPageHint });
    }
    if (operation.name.endsWith('DescribeInstances') && response.statusCode < 300) {
      const output: InstancesOutput = { xml: body.toString('utf8') };
      return { ...output, $metadata: { httpStatusCode: response.statusCode } };
    }
    return await original(operation, context, { ...response, body });
  }

  protocol.deserializeResponse = async (operation, context, response) => {
    try {
      return await read(operation, context, response);
    } catch (error) {
      // With it the SDK retries a gateway's 502 or 503 page; without it the SDK puts a sentence of its own into our message.
      if (error instanceof AppError) Object.assign(error, { $metadata: { httpStatusCode: response.statusCode } });
      throw error;
    }
  };
  return client;
}

function isWebPage(headers: Readonly<Record<string, string>>, body: Buffer): boolean {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/^text\/html|^application\/xhtml/iu.test(type.trim())) return true;
  return /^\s*(?:<!doctype\s+html|<html[\s>])/iu.test(body.subarray(0, 1_024).toString('utf8'));
}
