/** The page before it has its host, and after it has lost it. */
export const connecting = {
  connecting: 'Connecting…',
  retry: 'Retry',
  retryNow: 'Retry now',
  useHere: 'Use it here',
  trying: 'Trying again',
  replaced: 'Gangway is open in another window',
  replacedText: 'Your terminals went on there. Only one window at a time shows them.',
  retrying: 'Trying to connect again. Terminals that are still alive come back.',
  ended: 'The connection to the Gangway host ended.',
  refused: {
    'no-key': {
      message: 'This address lacks its key.',
      hint: 'Open the whole address that Gangway printed when it started, with the part after #.',
    },
    'old-key': {
      message: 'Gangway did not accept the key of this address.',
      hint: 'It was started anew. Open the address that it printed last.',
    },
    'not-running': { message: 'Gangway is not running at this address.', hint: 'Start it again; this page then connects.' },
    'silent-shell': { message: 'The desktop shell did not answer.', hint: 'Close the window and start Gangway again.' },
  },
  dialog: {
    title: 'This dialog could not be loaded',
    text: 'Its file is not there any more: Gangway may have been updated while this page was open. After a reload it is there again, and so are your terminals.',
    close: 'Close',
    reload: 'Reload',
  },
};
