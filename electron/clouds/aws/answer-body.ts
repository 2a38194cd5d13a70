import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A page of a thousand instances is about 3 MiB. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** A body may come slowly, but not stand still for longer than this. */
export const BODY_IDLE_MS = 20_000;
/** Nor may it take longer than this in all: a byte now and then would keep a region loading for ever. 25 KiB a second bring a full page in time. */
export const BODY_TOTAL_MS = 120_000;
/** The name of the error of a body that was not complete in time. Not one that the SDK asks again for: it would take as long once more. */
export const SLOW_ANSWER = 'SlowAnswer';

/** The whole of a body that may not be larger, stand still longer or last longer than the limits. */
export async function readBody(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const stream = body as (AsyncIterable<Uint8Array> & { destroy(error?: Error): void }) | undefined;
  if (stream === undefined) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stalled = Object.assign(new Error('TimeoutError: The answer stood still.'), { name: 'TimeoutError' });
  // With metadata of its own: else the SDK adds the status, and asks again for what came with a 503.
  const slow = Object.assign(new Error(`${SLOW_ANSWER}: The answer took too long.`), { name: SLOW_ANSWER, $metadata: {} });
  const idle = setTimeout(() => stream.destroy(stalled), BODY_IDLE_MS);
  const total = setTimeout(() => stream.destroy(slow), BODY_TOTAL_MS);
  try {
    for await (const chunk of stream) {
      idle.refresh();
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) throw new AppError('limit', texts().awsErrors.answer.large(MAX_ANSWER_BYTES / 1024 / 1024));
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(idle);
    clearTimeout(total);
  }
  return Buffer.concat(chunks);
}

/** The handler for calls of clients that the SDK makes itself, to obtain credentials: their answers come whole, within the same limits. */
export function wholeAnswers(base: NodeHttpHandler): NodeHttpHandler {
  const handle: NodeHttpHandler['handle'] = async (request, options) => {
    const answer = await base.handle(request, options);
    answer.response.body = await readBody(answer.response.body);
    return answer;
  };
  // A view of the shared handler: its configuration and sockets stay the same ones.
  return Object.assign(Object.create(base) as NodeHttpHandler, { handle });
}
