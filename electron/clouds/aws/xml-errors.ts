import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The document ends too soon. */
export function cut(): AppError {
  return new AppError('protocol', texts().awsErrors.answer.cut);
}

/** What of it is not well formed. */
export function notXml(what: 'outside' | 'notOpen' | 'declaration' | 'deep' | 'noRoot' | 'noName'): AppError {
  const { answer: t } = texts().awsErrors;
  return new AppError('protocol', t.notXml(t[what]));
}
