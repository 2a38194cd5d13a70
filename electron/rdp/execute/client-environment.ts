/** What a desktop program needs to find its display, its settings, its language and its sound. Everything else stays with us. */
const POSIX = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TMPDIR', 'TZ'],
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'LANG', 'LANGUAGE'],
  ...['XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE', 'XDG_CURRENT_DESKTOP', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME'],
  ...['XDG_CONFIG_DIRS', 'XDG_DATA_DIRS', 'DESKTOP_SESSION'],
  ...[
    'GTK_THEME',
    'GTK_IM_MODULE',
    'XMODIFIERS',
    'GDK_SCALE',
    'GDK_DPI_SCALE',
    'GDK_BACKEND',
    'SDL_VIDEODRIVER',
    'XCURSOR_SIZE',
    'XCURSOR_THEME',
  ],
  ...['PULSE_SERVER', 'PIPEWIRE_REMOTE', '__CF_USER_TEXT_ENCODING'],
]);

/** Upper case: on Windows the names are the same in either. */
const WINDOWS = new Set([
  ...[
    'PATH',
    'PATHEXT',
    'SYSTEMROOT',
    'SYSTEMDRIVE',
    'WINDIR',
    'COMSPEC',
    'TEMP',
    'TMP',
    'OS',
    'NUMBER_OF_PROCESSORS',
    'PROCESSOR_ARCHITECTURE',
  ],
  ...['USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'ALLUSERSPROFILE', 'PUBLIC'],
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432', 'COMMONPROGRAMFILES', 'COMMONPROGRAMFILES(X86)', 'COMMONPROGRAMW6432'],
  ...['USERNAME', 'USERDOMAIN', 'USERDOMAIN_ROAMINGPROFILE', 'COMPUTERNAME', 'LOGONSERVER', 'SESSIONNAME', 'PSMODULEPATH'],
]);

/**
 * The environment that a client gets: ours may hold keys of clouds (`AWS_SECRET_ACCESS_KEY`), an agent's socket and switches of programs
 * (`LD_PRELOAD`, `G_MESSAGES_DEBUG`), none of which is its business.
 */
export function clientEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const known = (name: string): boolean =>
    platform === 'win32' ? WINDOWS.has(name.toUpperCase()) : POSIX.has(name) || /^LC_[A-Z]+$/u.test(name);
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && known(entry[0])));
}
