import { expect, test } from 'vitest';
import { sshCommand } from './ssh-command.ts';

test('a plain login name makes the usual command', () => {
  expect(sshCommand('ec2-user', '203.0.113.5')).toBe('ssh ec2-user@203.0.113.5');
  expect(sshCommand('ubuntu', '2001:db8::1')).toBe('ssh ubuntu@2001:db8::1');
});

test('a login name from a tag cannot run anything in the shell it is pasted into', () => {
  expect(sshCommand('$(rm -rf ~)', '10.0.0.1')).toBe("ssh -l '$(rm -rf ~)' 10.0.0.1");
  expect(sshCommand("o'neil", '10.0.0.1')).toBe("ssh -l 'o'\\''neil' 10.0.0.1");
  expect(sshCommand('-oProxyCommand=x', '10.0.0.1')).toBe("ssh -l '-oProxyCommand=x' 10.0.0.1");
});

test('line breaks and strange addresses are refused', () => {
  expect(() => sshCommand('a\nb', '10.0.0.1')).toThrow('control');
  expect(() => sshCommand('root', '-oProxyCommand=x')).toThrow('address');
  expect(() => sshCommand('root', 'a b')).toThrow('address');
});
