import { win32 } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import type { RegistryValue } from '../plan/plan-data.ts';
import type { WindowsRemovers } from '../journal/remove-entry.ts';
import { clientEnvironment } from './client-environment.ts';
import { runProgram } from './run-program.ts';
import { texts } from '../../../shared/texts/current.ts';

/** PowerShell compiles the declaration of the interface first. Milliseconds. */
const SCRIPT_TIMEOUT_MS = 30_000;
const REGISTRY_TIMEOUT_MS = 10_000;

/** What only Windows has; the executor does these for the plan of mstsc. */
export interface WindowsSteps extends WindowsRemovers {
  /** `exists`: one of the person's own is there under this name, and was left as it is. Throws `AppError`. */
  writeCredential(credential: { target: string; user: string; mark: string; secret: string }): Promise<'written' | 'exists'>;
  /** Under HKEY_CURRENT_USER. */
  writeRegistry(key: string, values: readonly RegistryValue[]): Promise<void>;
  /** Asks the windows of a process to close; `force` ends it. */
  endProcess(pid: number, force: boolean): Promise<void>;
}

// wincred.h: CRED_TYPE_GENERIC is 1, CRED_PERSIST_SESSION is 1; CredReadW, CredWriteW, CredDeleteW, CredFree of advapi32.
const DECLARATIONS = `
$ErrorActionPreference = 'Stop'
Add-Type -TypeDefinition @'
using System;
using System.Runtime.InteropServices;
public static class GangwayCredential {
  [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
  public struct Credential {
    public uint Flags; public uint Type; public string TargetName; public string Comment; public long LastWritten;
    public uint BlobSize; public IntPtr Blob; public uint Persist; public uint AttributeCount; public IntPtr Attributes;
    public string TargetAlias; public string UserName;
  }
  [DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool CredReadW(string target, uint type, uint flags, out IntPtr credential);
  [DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool CredWriteW(ref Credential credential, uint flags);
  [DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool CredDeleteW(string target, uint type, uint flags);
  [DllImport("advapi32.dll")]
  static extern void CredFree(IntPtr credential);
  public static string CommentOf(string target) {
    IntPtr found;
    if (!CredReadW(target, 1, 0, out found)) return null;
    try { return ((Credential)Marshal.PtrToStructure(found, typeof(Credential))).Comment ?? ""; } finally { CredFree(found); }
  }
  public static void Write(string target, string user, string comment, byte[] secret) {
    IntPtr blob = Marshal.AllocHGlobal(secret.Length);
    try {
      Marshal.Copy(secret, 0, blob, secret.Length);
      var credential = new Credential { Type = 1, TargetName = target, Comment = comment, UserName = user, Persist = 1,
        BlobSize = (uint)secret.Length, Blob = blob };
      if (!CredWriteW(ref credential, 0)) throw new System.ComponentModel.Win32Exception();
    } finally {
      for (int at = 0; at < secret.Length; at++) { Marshal.WriteByte(blob, at, 0); secret[at] = 0; }
      Marshal.FreeHGlobal(blob);
    }
  }
  public static void Delete(string target) { CredDeleteW(target, 1, 0); }
}
'@
function ReadText { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadLine())) }
$target = ReadText
$mark = ReadText
$there = [GangwayCredential]::CommentOf($target)
`;

/** Fixed texts: every value comes on standard input, one line of base64 each. */
export const WRITE_CREDENTIAL = `${DECLARATIONS}
$user = ReadText
$secret = [Text.Encoding]::Unicode.GetBytes((ReadText))
if ($there -ne $null -and -not $there.StartsWith('Gangway ')) { [Console]::Out.Write('exists'); exit 0 }
[GangwayCredential]::Write($target, $user, $mark, $secret)
[Console]::Out.Write('written')
`;
export const DELETE_CREDENTIAL = `${DECLARATIONS}
if ($there -ceq $mark) { [GangwayCredential]::Delete($target) }
[Console]::Out.Write('done')
`;

/** For `-EncodedCommand`: base64 of UTF-16LE, so no shell and no quoting is between. */
export const encodedScript = (script: string): string => Buffer.from(script, 'utf16le').toString('base64');

const line = (text: string): string => `${Buffer.from(text, 'utf8').toString('base64')}\n`;

/** Never run on a real Windows so far: the scripts follow wincred.h, reg and taskkill as Microsoft documents them. */
export function windowsSteps(env: Readonly<Record<string, string | undefined>> = process.env): WindowsSteps {
  const system = win32.join(env['SystemRoot'] ?? env['SYSTEMROOT'] ?? 'C:\\Windows', 'System32');
  const child = clientEnvironment(env, 'win32');
  const powershell = async (script: string, what: string, lines: readonly string[], secret?: string): Promise<string> => {
    const { code, output } = await runProgram({
      program: win32.join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
      args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', encodedScript(script)],
      env: child,
      stdin: lines.map(line).join(''),
      secrets: secret === undefined ? [] : [secret, Buffer.from(secret, 'utf8').toString('base64')],
      timeoutMs: SCRIPT_TIMEOUT_MS,
      what,
    });
    if (code !== 0)
      throw new AppError('unsupported', texts().rdpClients.failed(what), { hint: texts().rdpClients.typePassword, detail: output });
    return output.trim();
  };
  const reg = async (args: readonly string[]): Promise<number | null> => {
    const { code } = await runProgram({
      program: win32.join(system, 'reg.exe'),
      args,
      env: child,
      stdin: '',
      secrets: [],
      timeoutMs: REGISTRY_TIMEOUT_MS,
      what: 'reg.exe',
    });
    return code;
  };
  return {
    async writeCredential({ target, user, mark, secret }) {
      const answer = await powershell(WRITE_CREDENTIAL, texts().rdpClients.handing, [target, mark, user, secret], secret);
      return answer.endsWith('written') ? 'written' : 'exists';
    },
    async removeCredential(target, mark) {
      await powershell(DELETE_CREDENTIAL, texts().rdpClients.takingBack, [target, mark]);
    },
    async writeRegistry(key, values) {
      for (const { name, type, data } of values) {
        const code = await reg(['add', `HKCU\\${key}`, '/v', name, '/t', type, '/d', data, '/f']);
        if (code !== 0) throw new AppError('permission-denied', texts().rdpClients.noRegistry(key));
      }
    },
    async removeRegistryKey(key) {
      // Its code is 1 as well when there is none.
      await reg(['delete', `HKCU\\${key}`, '/f']);
    },
    async endProcess(pid, force) {
      await runProgram({
        program: win32.join(system, 'taskkill.exe'),
        args: ['/PID', String(pid), ...(force ? ['/T', '/F'] : [])],
        env: child,
        stdin: '',
        secrets: [],
        timeoutMs: REGISTRY_TIMEOUT_MS,
        what: 'taskkill.exe',
      });
    },
  };
}
