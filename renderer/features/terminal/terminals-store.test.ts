import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../shared/model/session-settings.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import type { Step, Terminal } from '../../../shared/model/terminal.ts';
import { currentLog, statusLine } from './status-line.ts';
import { duration, stepLabel, stepRows, stopped } from './steps.ts';
import { tabName, withChange, withSnapshot, type TerminalsState } from './terminals-store.ts';

const terminal = (id: string, more: Partial<Terminal> = {}): Terminal => ({
  id,
  machine: { kind: 'host', host: 'web', port: 22 },
  name: 'web-1',
  user: 'ubuntu',
  state: 'connecting',
  openedAt: 1_000,
  log: [],
  settings: BUILT_IN,
  forwards: [],
  ...more,
});
const line = (at: number, step: Step['step'], state: Step['state'], text = `${step} ${state}`): Step => ({ at, step, state, text });
const entry = (state: TerminalsState, id: string) => {
  const found = state.byId.get(id);
  if (found === undefined) throw new Error(`no terminal ${id}`);
  return found;
};

describe('the list of terminals', () => {
  it('follows a terminal from its opening to its end', () => {
    let state = withSnapshot([]);
    state = withChange(state, { kind: 'added', terminal: terminal('a') });
    state = withChange(state, { kind: 'log', id: 'a', lines: [line(1_001, 'tcp', 'started')] });
    expect(statusLine(entry(state, 'a'))).toMatchObject({ tone: 'busy', text: 'Connecting to web-1: tcp started' });
    expect(entry(state, 'a').opened).toBe(false);
    expect(statusLine(entry(state, 'a'), true).text).toBe('Connecting to web-1: waiting for your answer');
    state = withChange(state, { kind: 'state', id: 'a', state: 'open', address: '203.0.113.5:22', user: 'ec2-user' });
    expect(statusLine(entry(state, 'a'))).toMatchObject({ tone: 'good', text: 'ec2-user@203.0.113.5:22' });
    const end = { how: 'lost', error: { code: 'lost', message: 'the other end closed it.' } } as const;
    state = withChange(state, { kind: 'state', id: 'a', state: 'ended', end });
    expect(statusLine(entry(state, 'a'))).toMatchObject({ tone: 'bad', text: 'Connection lost: the other end closed it.' });
    expect(entry(state, 'a').opened).toBe(true);
    state = withChange(state, { kind: 'removed', id: 'a' });
    expect(state.byId.size).toBe(0);
  });

  it('forgets how the last shell ended, and shows the steps of the new attempt only', () => {
    let state = withSnapshot([
      terminal('a', { log: [line(1_001, 'tcp', 'started'), line(1_002, 'session', 'failed')], state: 'ended', end: { how: 'lost' } }),
    ]);
    state = withChange(state, { kind: 'state', id: 'a', state: 'connecting' });
    state = withChange(state, { kind: 'log', id: 'a', lines: [line(1_003, 'tcp', 'started', 'again')] });
    expect(entry(state, 'a').end).toBeUndefined();
    expect(currentLog(entry(state, 'a')).map(({ text }) => text)).toEqual(['again']);
    expect(entry(state, 'a').log).toHaveLength(3);
  });

  it('finds the latest attempt in the log after a reload', () => {
    const log = [line(1, 'tcp', 'started', 'first'), line(2, 'session', 'failed'), line(3, 'tcp', 'started', 'second')];
    expect(currentLog(entry(withSnapshot([terminal('a', { openedAt: 0, log })]), 'a')).map(({ text }) => text)).toEqual(['second']);
    const over = [...log, line(4, 'session', 'failed', 'over')];
    const ended = withSnapshot([terminal('a', { openedAt: 0, log: over, state: 'ended' })]);
    expect(currentLog(entry(ended, 'a')).map(({ text }) => text)).toEqual(['second', 'over']);
  });

  it('is not moved by news of a terminal that it does not know', () => {
    const state = withSnapshot([terminal('a')]);
    expect(withChange(state, { kind: 'state', id: 'b', state: 'open' })).toBe(state);
  });

  it('numbers tabs of one machine, and never names one by what the remote side says', () => {
    const { byId } = withSnapshot([terminal('a'), terminal('b', { name: 'db' }), terminal('c')]);
    expect(['a', 'b', 'c'].map((id) => tabName(id, byId))).toEqual(['web-1', 'db', 'web-1 (2)']);
  });
});

describe('the line below a terminal', () => {
  const ended = (end: Terminal['end'], name = 'web-1') =>
    statusLine(entry(withSnapshot([terminal('a', { name, state: 'ended', ...(end === undefined ? {} : { end }) })]), 'a')).text;

  it('says how a session ended', () => {
    expect(ended({ how: 'exited', code: 0 })).toBe('Session ended (exit 0)');
    expect(ended({ how: 'exited', code: 130 })).toBe('Session ended (exit 130)');
    expect(ended({ how: 'exited', signal: 'TERM' })).toBe('Session ended (signal TERM)');
    expect(ended({ how: 'lost' })).toBe('Connection to web-1 lost.');
    expect(ended({ how: 'failed' })).toBe('Could not connect to web-1.');
  });

  it('says why a connection was lost in as few words as the tab beside it allows, and has the whole reason at hand', () => {
    const message = 'The connection to web-1 (203.0.113.5:22) was closed by the other side.';
    const lost = (error: WireError) =>
      statusLine(entry(withSnapshot([terminal('a', { state: 'ended', end: { how: 'lost', error } })]), 'a'));
    expect(lost({ code: 'lost', message, brief: 'closed by the other side.' })).toMatchObject({
      text: 'Connection lost: closed by the other side.',
      full: message,
    });
    expect(lost({ code: 'lost', message })).toMatchObject({ text: message });
  });

  it('shows names and reasons without their control characters', () => {
    expect(ended({ how: 'lost', error: { code: 'lost', message: 'bye\u001b[31m' } })).toBe('Connection lost: bye\ufffd[31m');
    expect(ended({ how: 'lost' }, 'web\u202e1')).toBe('Connection to web\ufffd1 lost.');
  });
});

describe('the steps of connecting', () => {
  it('are one row each, from start to end, with the time that it took', () => {
    const rows = stepRows([
      line(0, 'plan', 'info', 'Login name ubuntu'),
      line(10, 'tcp', 'started', 'Connecting to 203.0.113.5'),
      line(52, 'tcp', 'done', 'Connected'),
      line(53, 'key-exchange', 'started', 'Key exchange'),
    ]);
    expect(rows.map(({ step, state, text, took }) => [stepLabel(step), state, text, took])).toEqual([
      ['Plan', 'info', 'Login name ubuntu', undefined],
      ['Connect', 'done', 'Connected', 42],
      ['Key exchange', 'running', 'Key exchange', undefined],
    ]);
  });

  it('do not count the time in which a person is asked', () => {
    const rows = stepRows([
      line(0, 'key-exchange', 'started', 'Waiting for the server'),
      { ...line(40, 'host-key', 'started', 'The server shows a key'), asked: 0 },
      { ...line(90_045, 'host-key', 'done', 'Accepted'), asked: 90_000 },
      { ...line(90_060, 'key-exchange', 'done', 'Agreed'), asked: 90_000 },
      { ...line(90_061, 'authentication', 'started', 'Trying a key'), asked: 90_000 },
      { ...line(90_091, 'authentication', 'done', 'Logged in'), asked: 90_000 },
    ]);
    expect(rows.map(({ took }) => took)).toEqual([60, 5, 30]);
  });

  it('show every address that was tried', () => {
    const rows = stepRows([
      line(0, 'tcp', 'started', 'one'),
      line(5, 'tcp', 'failed', 'refused'),
      line(6, 'tcp', 'started', 'two'),
      line(9, 'tcp', 'done', 'connected'),
    ]);
    expect(rows.map(({ state, text }) => [state, text])).toEqual([
      ['failed', 'refused'],
      ['done', 'connected'],
    ]);
  });

  it('tell the latest of a step under way in its own row', () => {
    const rows = stepRows([
      line(0, 'key-exchange', 'started', 'Waiting for the server'),
      line(3, 'key-exchange', 'info', 'The server is SSH-2.0-OpenSSH_9.2'),
      line(4, 'host-key', 'started', 'The server shows a key'),
      line(5, 'host-key', 'info', 'The key is not known'),
    ]);
    expect(rows.map(({ step, state, text }) => [stepLabel(step), state, text])).toEqual([
      ['Key exchange', 'running', 'The server is SSH-2.0-OpenSSH_9.2'],
      ['Host key', 'running', 'The key is not known'],
    ]);
  });

  it('leave no row running when addresses were tried side by side', () => {
    const rows = stepRows([
      line(0, 'tcp', 'started', 'Connecting to [2001:db8::1]:22'),
      line(250, 'tcp', 'started', 'Connecting to 192.0.2.1:22'),
      line(500, 'tcp', 'started', 'Connecting to 192.0.2.2:22'),
      line(510, 'tcp', 'failed', '[2001:db8::1]:22: network unreachable'),
      line(520, 'tcp', 'done', 'Connected to 192.0.2.1:22'),
    ]);
    expect(rows.map(({ state, text, took }) => [state, text, took])).toEqual([
      ['failed', '[2001:db8::1]:22: network unreachable', 510],
      ['done', 'Connected to 192.0.2.1:22', 270],
      ['info', 'Connecting to 192.0.2.2:22: given up', undefined],
    ]);
  });

  it('do not go on when another one failed', () => {
    const rows = stepRows([
      line(0, 'key-exchange', 'started', 'Waiting for the server'),
      line(4, 'host-key', 'started', 'The server shows a key'),
      line(9, 'host-key', 'failed', 'The key was not accepted'),
    ]);
    expect(stopped(rows).map(({ state }) => state)).toEqual(['info', 'failed']);
  });

  it('write times as a person reads them', () => {
    expect([12.4, 999, 1_432, 61_000].map(duration)).toEqual(['12 ms', '999 ms', '1.4 s', '1 min 1 s']);
  });
});
