/** Asked before the app is closed while something is open. */
export const quit = {
  question: (terminals: number, desktops: number): string => {
    const counted = (count: number, what: string): string[] => (count === 0 ? [] : [count === 1 ? `one ${what}` : `${count} ${what}s`]);
    const text = [...counted(terminals, 'terminal'), ...counted(desktops, 'remote desktop')].join(' and ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)} ${terminals + desktops === 1 ? 'is' : 'are'} open. Quit Gangway?`;
  },
  shells: 'Their shells end, with what runs in them.',
  desktops: 'Remote desktops are disconnected; what runs on the machines goes on.',
  go: 'Quit',
};
