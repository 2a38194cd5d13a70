/** States of an instance inside a sentence. */
export const stateWords = {
  pending: 'pending',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  'shutting-down': 'shutting-down',
  terminated: 'terminated',
  unknown: 'unknown',
};
