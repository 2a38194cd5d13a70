/** Ids of the commands about power in the context menu of a row. */
export const POWER_MENU: readonly string[] = ['power.startAndConnect', 'power.start', 'power.stop', 'power.reboot'];
