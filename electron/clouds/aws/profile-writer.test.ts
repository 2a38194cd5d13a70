import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { openHome } from './endpoint-for-tests.ts';
import { addProfile } from './profile-writer.ts';
import { readProfiles } from './profiles.ts';

const NEW = { profile: 'fresh', accessKeyId: 'AKIDNEW1234567890', secretAccessKey: 'new/secret+key=', region: 'eu-central-1' };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
async function home(files: Readonly<Record<string, string>>): Promise<string> {
  const opened = await openHome(files);
  ends.push(() => opened.remove());
  return opened.homeFolder;
}

describe('adding a profile', () => {
  it('makes folder and files that only the owner can read', async () => {
    const homeFolder = await home({});
    await addProfile(NEW, { homeFolder, env: {} });
    const { profiles } = await readProfiles({ homeFolder, env: {} });
    expect(profiles.map((profile) => profile.account)).toMatchObject([{ profile: 'fresh', kind: 'static', region: 'eu-central-1' }]);
    const mode = async (name: string): Promise<number> => (await stat(path.join(homeFolder, name))).mode & 0o777;
    expect([await mode('.aws'), await mode('.aws/config'), await mode('.aws/credentials')]).toEqual([0o700, 0o600, 0o600]);
    expect((await readdir(path.join(homeFolder, '.aws'))).sort()).toEqual(['config', 'credentials']);
  });

  it('keeps what was there byte for byte, odd line ends and junk included', async () => {
    const config = '# mine\r\n[default]\r\nregion=us-east-1\r\n\r\njunk line';
    const homeFolder = await home({ '.aws/config': config, '.aws/credentials': '[default]\naws_access_key_id=x\n' });
    await addProfile(NEW, { homeFolder, env: {} });
    expect(await readFile(path.join(homeFolder, '.aws/config'), 'utf8')).toBe(
      `${config}\r\n\r\n[profile fresh]\r\nregion = eu-central-1\r\n`,
    );
    expect(await readFile(path.join(homeFolder, '.aws/credentials'), 'utf8')).toBe(
      '[default]\naws_access_key_id=x\n\n[fresh]\naws_access_key_id = AKIDNEW1234567890\naws_secret_access_key = new/secret+key=\n',
    );
  });

  it.skipIf(process.platform === 'win32')('puts no file in the place of a pipe or a device, and does not wait for it', async () => {
    const homeFolder = await home({ '.aws/credentials': '' });
    const config = path.join(homeFolder, 'pipe');
    await promisify(execFile)('mkfifo', [config]);
    await expect(addProfile(NEW, { homeFolder, env: { AWS_CONFIG_FILE: config } })).rejects.toMatchObject({
      code: 'read-only',
      message: `${config} is not a file, so no profile can be added to it.`,
    });
    expect((await stat(config)).isFIFO()).toBe(true);
    expect(await readFile(path.join(homeFolder, '.aws/credentials'), 'utf8')).toBe('');
  });

  it('never changes a profile that exists, in either file', async () => {
    for (const files of [{ '.aws/config': '[profile fresh]\n' }, { '.aws/credentials': '[fresh]\n' }]) {
      const homeFolder = await home(files);
      await expect(addProfile(NEW, { homeFolder, env: {} })).rejects.toMatchObject({
        code: 'invalid-input',
        message: 'There is a profile fresh already.',
      });
      expect(await readdir(path.join(homeFolder, '.aws'))).toHaveLength(1);
    }
  });

  it('refuses a value that would start a line of its own', async () => {
    const homeFolder = await home({});
    await expect(addProfile({ ...NEW, region: 'eu-central-1\n[profile other]' }, { homeFolder, env: {} })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('refuses a name for which the SDK would refuse the whole file', async () => {
    const homeFolder = await home({});
    await expect(addProfile({ ...NEW, profile: '__proto__' }, { homeFolder, env: {} })).rejects.toMatchObject({
      ...{ code: 'invalid-input', message: 'The AWS SDK takes no profile that is called __proto__.', hint: 'Choose another name.' },
    });
    expect(await readdir(homeFolder)).toEqual([]);
  });

  it('keeps a link as a link', async () => {
    const homeFolder = await home({ 'synced/config': '[default]\n', '.aws/credentials': '' });
    await symlink(path.join(homeFolder, 'synced/config'), path.join(homeFolder, '.aws/config'));
    await addProfile(NEW, { homeFolder, env: {} });
    expect((await lstat(path.join(homeFolder, '.aws/config'))).isSymbolicLink()).toBe(true);
    expect(await readFile(path.join(homeFolder, 'synced/config'), 'utf8')).toContain('[profile fresh]');
  });

  it('tells when the folder cannot be written', async () => {
    const homeFolder = await home({});
    await writeFile(path.join(homeFolder, '.aws'), 'a file where the folder should be');
    await expect(addProfile(NEW, { homeFolder, env: {} })).rejects.toMatchObject({
      code: 'read-only',
      message: expect.stringMatching(/could not be (?:read|written) \((?:ENOTDIR|EEXIST)\)/u),
    });
  });
});
