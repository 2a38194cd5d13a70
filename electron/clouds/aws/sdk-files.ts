// The one place that knows by which door of the AWS SDK others read its files. It is not documented: a test fails when it moves.
import { homedir } from 'node:os';
import { externalDataInterceptor } from '@smithy/core/config';
import { parseHeader, type IniOf } from './ini-file.ts';
import { profilePlaces, readWhole } from './profile-files.ts';
import { isReservedName } from './reserved-names.ts';

/** Makes the SDK of this thread read the profile files without what it cannot take. To be done before it reads them. */
export async function shieldSdkFiles(): Promise<void> {
  const { env } = process;
  const places = profilePlaces(env['HOME'] ?? homedir(), env);
  await Promise.all([
    shield('config', places.config, env['AWS_CONFIG_FILE']),
    shield('credentials', places.credentials, env['AWS_SHARED_CREDENTIALS_FILE']),
  ]);
}

async function shield(of: IniOf, place: string, named: string | undefined): Promise<void> {
  const text = (await readWhole(place).catch(() => undefined))?.toString('utf8') ?? '';
  const taken = textForSdk(text, of);
  // The SDK asks by the path as the variable has it.
  for (const path of new Set([place, named || place])) {
    if (taken === text) delete externalDataInterceptor.getFileRecord()[path];
    else externalDataInterceptor.interceptFile(path, taken);
  }
}

/** The text with empty lines in the place of sections that cannot be used, and the other headers as the SDK takes them. */
function textForSdk(text: string, of: IniOf): string {
  let dropping = false;
  return text
    .split('\n')
    .map((line) => {
      const content = (line.split(/(?:^|\s)[;#]/u)[0] ?? '').trim();
      if (!content.startsWith('[')) return dropping ? '' : line;
      const { kind, name, fault, forSdk } = parseHeader(content, of);
      // The SDK joins word and name by a point, and would take this one for such a section.
      const joined = of === 'config' && kind === '' && /^(?:profile|sso-session|services)\./u.test(name);
      dropping = fault !== undefined || joined || ((kind === '' || kind === 'profile') && isReservedName(name));
      return dropping ? '' : (forSdk ?? line);
    })
    .join('\n');
}
