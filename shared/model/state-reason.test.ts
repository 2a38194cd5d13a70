import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../texts/current.ts';
import { stateReasonText } from './state-reason.ts';

afterEach(() => speak('en'));

describe('the reason of the state of an instance', () => {
  it('is told in words where its code is known, with a message or without', () => {
    const words = 'Stopped through the console or the API of the cloud';
    expect(stateReasonText('Client.UserInitiatedShutdown: User initiated shutdown')).toBe(words);
    expect(stateReasonText('Client.UserInitiatedShutdown')).toBe(words);
    expect(stateReasonText('Client.InvalidSnapshot.NotFound: The snapshot was not found.')).toContain('snapshot of one of its volumes');
  });

  it('is told in the chosen language', async () => {
    await speak('zh-CN');
    expect(stateReasonText('Server.InternalError: Internal error on launch')).toBe('EC2 内部错误');
  });

  it('is the message of the cloud where the code is unknown, and the code where there is no message', () => {
    expect(stateReasonText('Server.NewReason: The rack is on fire.')).toBe('The rack is on fire');
    expect(stateReasonText('Server.NewReason')).toBe('Server.NewReason');
    expect(stateReasonText('Server.NewReason: ')).toBe('Server.NewReason');
    expect(stateReasonText('User initiated shutdown.')).toBe('User initiated shutdown');
    expect(stateReasonText('constructor')).toBe('constructor');
  });

  it('shows no control characters', () => {
    expect(stateReasonText('Server.NewReason: a\u001bb\nc')).toBe('a\ufffdb\ufffdc');
  });
});
