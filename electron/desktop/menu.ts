import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The application menu. Its roles are the system's own commands; what the app can do stands in the page's one list of commands.
 * Off macOS nothing in it has an accelerator that a shell needs (Ctrl+R, Ctrl+W): such keys belong to the terminal.
 */
export function setMenu(platform: NodeJS.Platform = process.platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(platform)));
}

export function menuTemplate(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  if (platform !== 'darwin') {
    // Hidden by `autoHideMenuBar`; kept for the editing roles, without which some systems do not paste into text fields.
    return [
      {
        label: '&Edit',
        submenu: [
          { role: 'cut', accelerator: '' },
          { role: 'copy', accelerator: '' },
          { role: 'paste', accelerator: '' },
        ],
      },
    ];
  }
  return [
    { role: 'appMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: [{ role: 'togglefullscreen' }, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }] },
    { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }, { type: 'separator' }, { role: 'front' }] },
  ];
}
