import { stat } from 'node:fs/promises';
import { profilePlaces } from './profile-files.ts';

/** What tells whether the profile files were written since: their times and sizes. A file that is not there counts as well. */
export async function profileStamp(homeFolder: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { config, credentials } = profilePlaces(homeFolder, env);
  const stamps = await Promise.all(
    [config, credentials].map(async (file) => {
      try {
        const { mtimeNs, size, ino } = await stat(file, { bigint: true });
        return `${mtimeNs} ${size} ${ino}`;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? 'unknown';
      }
    }),
  );
  return stamps.join('|');
}
