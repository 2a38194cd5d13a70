import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import { parseIni } from './ini-file.ts';
import { profilePlaces } from './profile-files.ts';
import { isReservedName } from './reserved-names.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface NewProfile {
  readonly profile: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/**
 * Adds a profile to the person's AWS files: keys to the credentials file, region to the config file. What is in the files stays byte
 * for byte; an existing profile is never changed. Each file is replaced in one step and readable by its owner only.
 */
export async function addProfile(
  input: NewProfile,
  where: { homeFolder: string; env: Readonly<Record<string, string | undefined>> },
): Promise<void> {
  const places = profilePlaces(where.homeFolder, where.env);
  const config = await readOrEmpty(places.config);
  const credentials = await readOrEmpty(places.credentials);
  const { profile } = input;
  const inFiles = [parseIni(config.toString('utf8'), 'config'), parseIni(credentials.toString('utf8'), 'credentials')];
  const taken = inFiles
    .flatMap((file) => [...file.sections, ...file.refused])
    .some((section) => section.name === profile && (section.kind === 'profile' || section.kind === ''));
  const { awsProfiles: t } = texts();
  if (taken) {
    throw new AppError('invalid-input', t.taken(profile), {
      hint: t.takenHint,
    });
  }
  for (const value of [profile, input.accessKeyId, input.secretAccessKey, input.region]) {
    if (!/^[\x21-\x7e]+$/u.test(value)) throw new AppError('invalid-input', t.spaces);
  }
  if (isReservedName(profile)) throw new AppError('invalid-input', t.refusedName(profile), { hint: t.otherName });
  const newLine = (content: Buffer): string => (content.includes('\r\n') ? '\r\n' : '\n');
  const section = (content: Buffer, lines: readonly string[]): Buffer => {
    const end = newLine(content);
    const gap = content.length === 0 ? '' : content.at(-1) === 0x0a ? end : end + end;
    return Buffer.concat([content, Buffer.from(gap + lines.join(end) + end)]);
  };
  const title = profile === 'default' ? '[default]' : `[profile ${profile}]`;
  // The region first: a profile without keys is told as incomplete, keys without a region would work elsewhere than meant.
  await replaceFile(places.config, section(config, [title, `region = ${input.region}`]));
  await replaceFile(
    places.credentials,
    section(credentials, [`[${profile}]`, `aws_access_key_id = ${input.accessKeyId}`, `aws_secret_access_key = ${input.secretAccessKey}`]),
  );
}

async function readOrEmpty(file: string): Promise<Buffer> {
  try {
    // A new file is put in the place of the old one, which must not happen to /dev/null, and a pipe would be waited for.
    if (!(await stat(file)).isFile())
      throw new AppError('read-only', texts().awsProfiles.noFile(file), {
        hint: texts().awsProfiles.noFileHint,
      });
    return await readFile(file);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw fileError(error, file, 'read');
  }
}

async function replaceFile(file: string, content: Buffer): Promise<void> {
  try {
    // Many keep these files as links into a synced folder: the link stays, its target is replaced.
    const target = await realpath(file).catch(() => file);
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const mode = await stat(target).then(
      (found) => found.mode & 0o700,
      () => 0o600,
    );
    const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await chmod(temporary, mode);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw fileError(error, file, 'written');
  }
}

function fileError(error: unknown, file: string, verb: 'read' | 'written'): AppError {
  const { awsProfiles: t } = texts();
  const code = (error as NodeJS.ErrnoException).code ?? t.unknownError;
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'read-only';
  return new AppError(kind, verb === 'read' ? t.notRead(file, code) : t.notWritten(file, code), {
    hint: t.checkFile,
    cause: error,
  });
}
