import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the host's young generation at the size that it starts with. A flood of output leaves nothing but short-lived buffers; V8 answers
 * by doubling the space for them up to tens of megabytes, each of which also lets as many bytes outside its heap wait for the
 * next collection. To be called before the first work. It is a hint: an engine without the flag goes on as it is.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
