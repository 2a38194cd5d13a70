import { describe, expect, test } from 'vitest';
import { asksForPassword, newPasswordOf } from './password-question.ts';

const hidden = (prompt: string) => ({ prompt, echo: false });

describe('a saved password may answer', () => {
  test.each([
    'Password: ',
    '(ann@web-1) Password: ',
    "ann@web-1's password:",
    'Enter your LDAP password:',
    'Passwort: ',
    'Mot de passe : ',
    'Contraseña: ',
    'パスワード: ',
    '密码：',
    'Пароль: ',
  ])('%s', (text) => {
    expect(asksForPassword([hidden(text)])).toBe(true);
  });
});

describe('a saved password never answers', () => {
  test.each([
    'Verification code: ',
    '(ann@web-1) Verification code: ',
    'One-time password (OATH) for `ann’: ',
    'One-time Password: ',
    'Einmal-Passwort: ',
    'OTP: ',
    'Passcode: ',
    'Passcode or option (1-3): ',
    'Duo two-factor login for ann',
    'Password & verification code: ',
    'Token: ',
    'PIN: ',
    'New password: ',
    'Retype new password: ',
    'YubiKey for `ann’: ',
    'RSA SecurID PASSCODE: ',
    'Response: ',
    'Mot de passe à usage unique : ',
    'Contraseña de un solo uso: ',
    'Senha de uso único: ',
    'Hasło jednorazowe: ',
    'Одноразовый пароль: ',
    '一次性密码：',
    'ワンタイムパスワード: ',
    '일회용 비밀번호: ',
    'Nuova password: ',
    'Nieuw wachtwoord: ',
    'Nowe hasło: ',
    'Новый пароль: ',
    '新的 密码：',
    '新しいパスワード: ',
    '새 암호: ',
    '',
  ])('%s', (text) => {
    expect(asksForPassword([hidden(text)])).toBe(false);
  });

  test('what is shown while it is typed, or one of two questions', () => {
    expect(asksForPassword([{ prompt: 'Password: ', echo: true }])).toBe(false);
    expect(asksForPassword([hidden('Password: '), hidden('Password: ')])).toBe(false);
    expect(asksForPassword([])).toBe(false);
  });
});

test('a new password is the last answer to a hidden question for one', () => {
  expect(newPasswordOf([hidden('Current password: ')], ['old'])).toBeUndefined();
  expect(newPasswordOf([hidden('New password: '), hidden('Retype new password: ')], ['a', 'b'])).toBe('b');
  expect(newPasswordOf([{ prompt: 'New password policy accepted? ', echo: true }], ['yes'])).toBeUndefined();
});
