/** What the small parts of the page say by themselves, wherever they are used. */
export const parts = {
  less: 'Less',
  more: 'More',
  error: (what: string) => `Error: ${what}`,
  warning: (what: string) => `Warning: ${what}`,
  dismiss: 'Dismiss',
  notifications: 'Notifications',
  close: 'Close',
  copy: (what: string) => `Copy ${what}`,
  copied: (what: string) => `Copied ${what}`,
  suggestions: (label: string) => `${label} suggestions`,
  newName: (name: string) => `New name of ${name}`,
  take: 'Take',
};
