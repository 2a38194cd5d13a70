/** Titles of what can be done with an instance, or with the list. */
export const instanceCommands = {
  open: 'Open terminal',
  openAs: 'Open terminal as…',
  copyAddress: 'Copy address',
  copyId: 'Copy instance ID',
  copyName: 'Copy name',
  copySsh: 'Copy ssh command',
  openWindows: 'Open terminal (SSH)',
  refresh: 'Refresh all instances',
  refreshRegion: 'Refresh this region',
  details: 'Show or hide details',
  search: 'Search instances',
  show: 'Go to instances',
};
