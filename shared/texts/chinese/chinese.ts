import type { Texts } from '../current.ts';
import { settings } from './settings.ts';

/** 简体中文. Loaded only where it is spoken. */
export const chinese: Texts = { settings };
