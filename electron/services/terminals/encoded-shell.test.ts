import iconv from 'iconv-lite';
import { expect, test, vi } from 'vitest';
import { ENCODINGS } from '../../../shared/model/session-settings.ts';
import type { ShellEnd } from '../../../shared/model/terminal.ts';
import type { Shell } from '../../ssh/ssh.ts';
import { withEncoding } from './encoded-shell.ts';

const SAMPLES: Readonly<Record<string, string>> = {
  'utf-8': 'käse 日本語 🙂',
  'iso-8859-1': 'käse £',
  'iso-8859-2': 'žluťoučký',
  'iso-8859-15': '€ œuvre',
  'windows-1250': 'žluťoučký',
  'windows-1251': 'Привет',
  'windows-1252': '“käse” €',
  'koi8-r': 'Привет ░',
  cp437: '╔═╗ ü',
  cp850: '╔═╗ Á',
  gbk: '汉字测试',
  gb18030: '汉字 🙂',
  big5: '漢字測試',
  shift_jis: '日本語ｱ表',
  'euc-jp': '日本語',
  'euc-kr': '한국어',
};

function fake() {
  let receive: (bytes: Uint8Array) => void = () => {};
  let ended: (end: ShellEnd) => void = () => {};
  const sent: Uint8Array[] = [];
  const consumed = vi.fn<(n: number) => void>();
  const shell: Shell = {
    onData: (next) => {
      receive = next;
    },
    onEnd: (next) => {
      ended = next;
    },
    write: (bytes, written) => {
      sent.push(bytes);
      written?.();
    },
    resize: () => {},
    consumed,
    close: () => {},
  };
  return {
    shell,
    consumed,
    sent,
    print: (bytes: Uint8Array) => receive(bytes),
    end: () => ended({ how: 'exited' }),
  };
}

test.each(ENCODINGS)('%s goes both ways byte by byte, and each byte of credit comes back', (encoding) => {
  const text = SAMPLES[encoding] ?? '';
  const wire = iconv.encode(text, encoding);
  const far = fake();
  const shell = withEncoding(far.shell, encoding);
  const seen: Uint8Array[] = [];
  shell.onData((bytes) => {
    seen.push(bytes);
    shell.consumed(bytes.length);
  });
  for (const byte of wire) far.print(Buffer.of(byte));
  // A character's last byte with what follows it.
  far.print(wire.subarray(0, wire.length - 1));
  far.print(Buffer.concat([wire.subarray(wire.length - 1), Buffer.from('abc')]));
  expect(Buffer.concat(seen).toString()).toBe(`${text}${text}abc`);
  expect(far.consumed.mock.calls.reduce((sum, [n]) => sum + n, 0)).toBe(2 * wire.length + 3);

  const written = vi.fn();
  const typed = Buffer.from(text);
  for (const byte of typed) shell.write(Buffer.of(byte), written);
  expect(Buffer.concat(far.sent).equals(wire)).toBe(true);
  expect(written).toHaveBeenCalledTimes(typed.length);
});

test('credit is given when a whole block was taken, in the bytes that came', () => {
  const far = fake();
  const shell = withEncoding(far.shell, 'iso-8859-1');
  shell.onData(() => {});
  far.print(Buffer.from('ää', 'latin1'));
  shell.consumed(3);
  expect(far.consumed).not.toHaveBeenCalled();
  shell.consumed(1);
  expect(far.consumed).toHaveBeenCalledWith(2);
});

test('half a character at the end is shown as unreadable before the end is told', () => {
  const far = fake();
  const shell = withEncoding(far.shell, 'gbk');
  const order: string[] = [];
  shell.onData((bytes) => order.push(Buffer.from(bytes).toString()));
  shell.onEnd(({ how }) => order.push(how));
  far.print(Buffer.of(0xba));
  far.end();
  expect(order).toEqual(['\ufffd', 'exited']);
});

test('what an encoding does not have is typed as a question mark', () => {
  const far = fake();
  withEncoding(far.shell, 'iso-8859-1').write(Buffer.from('日'));
  expect(Buffer.concat(far.sent).toString()).toBe('?');
});
