import { describe, expect, it } from 'vitest';
import { clientEnvironment } from './client-environment.ts';
import { DELETE_CREDENTIAL, encodedScript, WRITE_CREDENTIAL } from './windows-steps.ts';

describe('the scripts for Windows', () => {
  it.each([WRITE_CREDENTIAL, DELETE_CREDENTIAL])('go encoded, as they stand', (script) => {
    const encoded = encodedScript(script);
    expect(Buffer.from(encoded, 'base64').toString('utf16le')).toBe(script);
    // CreateProcess takes 32767 characters for the whole line.
    expect(encoded.length).toBeLessThan(30_000);
  });

  it('take every value from standard input, in the order in which it is written there', () => {
    const reads = (script: string): string[] => [...script.matchAll(/^\$(\w+) = .*ReadText/gmu)].map((match) => match[1] ?? '');
    expect(reads(WRITE_CREDENTIAL)).toEqual(['target', 'mark', 'user', 'secret']);
    expect(reads(DELETE_CREDENTIAL)).toEqual(['target', 'mark']);
  });

  it('write for this logon session only, leave what a person saved, and delete only what carries the mark', () => {
    expect(WRITE_CREDENTIAL).toContain('Type = 1');
    expect(WRITE_CREDENTIAL).toContain('Persist = 1');
    expect(WRITE_CREDENTIAL.indexOf("Write('exists')")).toBeLessThan(WRITE_CREDENTIAL.lastIndexOf('::Write($target'));
    expect(DELETE_CREDENTIAL).toContain('if ($there -ceq $mark)');
  });
});

describe('the environment of a client', () => {
  it('is plain', () => {
    const env = {
      ...{ PATH: '/bin', DISPLAY: ':1', LC_ALL: 'C', LC_evil: 'x', XAUTHORITY: '/x' },
      ...{
        AWS_SECRET_ACCESS_KEY: 'x',
        SSH_AUTH_SOCK: '/x',
        LD_PRELOAD: '/x',
        G_MESSAGES_DEBUG: 'all',
        NODE_OPTIONS: '-r x',
        nothing: undefined,
      },
    };
    expect(clientEnvironment(env, 'linux')).toEqual({ PATH: '/bin', DISPLAY: ':1', LC_ALL: 'C', XAUTHORITY: '/x' });
  });

  it('on Windows is known by names in any case', () => {
    expect(clientEnvironment({ Path: 'C:\\', SystemRoot: 'C:\\Windows', AWS_PROFILE: 'x' }, 'win32')).toEqual({
      Path: 'C:\\',
      SystemRoot: 'C:\\Windows',
    });
  });
});
