/** Texts of the settings dialog. */
export const settings = {
  title: 'Settings',
  language: 'Language',
  asSystem: 'As the system',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  fontSize: 'Terminal font size',
  inPixels: 'In pixels.',
  scrollback: 'Terminal scrollback',
  scrollbackText: 'Lines kept in each terminal.',
  refresh: 'Refresh instances',
  refreshText: 'Minutes between two loads; 0 is off.',
  screenReader: 'Screen reader',
  screenReaderText: 'Terminals read out their output.',
  about: (version: string, shell: 'desktop' | 'browser') => `Gangway ${version}, ${shell === 'desktop' ? 'desktop' : 'in the browser'}`,
  dataFolder: 'Data folder',
};
