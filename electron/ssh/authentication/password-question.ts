/** Words for a password in the languages that PAM and sshd are translated to; a saved password is given to nothing else. */
const PASSWORD =
  /password|passwort|kennwort|mot de passe|contraseña|palavra-passe|senha|parola|wachtwoord|lösenord|passord|adgangskode|salasana|hasło|heslo|jelszó|parolă|пароль|şifre|סיסמ|كلمة|密码|密碼|パスワード|암호|비밀번호/iu;
/** A one-time code, a new password, a passphrase of something else: never answered by itself. */
const SOMETHING_ELSE =
  /\b(?:new|retype|re-?enter|again|repeat|confirm|one[- ]?time|otp|totp|hotp|oath|token|code|verification|pin|passcode|2fa|mfa|factor|yubikey|duo|authenticator|challenge|response)\b|einmal/iu;
/** One-time passwords in the other languages of `PASSWORD`. */
const ONE_TIME =
  /usage unique|un solo uso|[uú]so [uú]nico|monouso|eenmalig|eng[åa]ngs|engangs|kerta|jednoraz|jednoráz|egyszer|unică folosință|одноразов|tek kullan|חד.?פעמי|مرة واحدة|一次性|动态|動態|ワンタイム|일회용/iu;
/** A change of password: PAM's “New password:” and “Retype new password:”. */
const NEW_PASSWORD =
  /\bnew\b|\bretype\b|neues|nouveau|nueva|nova|nuova|nieuw|nytt|\bny |uusi|nowe|nové|új jelszó|nouă|новый|новия|новий|yeni|חדש|الجديدة|新|새/iu;

/** Whether questions are one hidden question for the password of the login, so that a saved one may answer it. */
export function asksForPassword(prompts: readonly { readonly prompt: string; readonly echo: boolean }[]): boolean {
  const [only] = prompts;
  if (prompts.length !== 1 || only === undefined || only.echo) return false;
  return PASSWORD.test(only.prompt) && ![SOMETHING_ELSE, ONE_TIME, NEW_PASSWORD].some((other) => other.test(only.prompt));
}

/** The new password among these answers, when the questions ask for one. */
export function newPasswordOf(
  prompts: readonly { readonly prompt: string; readonly echo: boolean }[],
  answers: readonly string[],
): string | undefined {
  const index = prompts.findLastIndex(({ prompt, echo }) => !echo && NEW_PASSWORD.test(prompt));
  return index === -1 ? undefined : answers[index];
}
