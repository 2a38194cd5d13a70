/** Ids of the commands about passwords in the context menu of a row. */
export const PASSWORD_MENU: readonly string[] = ['password.set'];
