import type { PasswordFault, PasswordRules } from '../model/password.ts';
import { texts } from './current.ts';

/** What is wrong with a password, as a sentence. */
export function passwordFaultText(fault: PasswordFault, rules: PasswordRules): string {
  const { fault: t } = texts().setPassword;
  switch (fault) {
    case 'too-short':
      return t[fault](rules.shortest);
    case 'too-long':
      return t[fault](rules.longest);
    case 'too-few-kinds':
      return t[fault](rules.kinds);
    case 'not-allowed':
      return t[fault](rules.punctuation);
    case 'bad-start':
      return t[fault](rules.notFirst ?? '');
  }
}
