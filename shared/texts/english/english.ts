import { settings } from './settings.ts';

/** The English catalogue, which is also the shape of every other: a part for each feature, a text or a function of what stands in it. */
export const english = { settings };
