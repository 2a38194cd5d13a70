import { displayText } from '../../../shared/model/display-text.ts';
import { AppError, type ErrorCode } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Throws for a path that no system can have: Node would only say ERR_INVALID_ARG_VALUE, which looks as if a file were there. */
export function checkCharacters(path: string, code: ErrorCode): void {
  if (!path.includes('\0')) return;
  const { keyFileErrors } = texts();
  throw new AppError(code, keyFileErrors.nul(displayText(path)), { hint: keyFileErrors.writeAnew });
}
