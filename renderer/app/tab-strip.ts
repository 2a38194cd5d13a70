import type { DockviewApi, DockviewGroupPanel } from 'dockview-react';

/**
 * Keeps the button with the hidden tabs true. dockview counts anew when the strip changes its size: where tabs fill it before and after one
 * was closed it does not, and its button takes the very room that the last tab needs to be whole, so that it stays once it is there.
 */
export function watchStrips(api: DockviewApi): void {
  const recountAll = (): void => {
    for (const group of api.groups) recount(group);
  };
  api.onDidLayoutChange(recountAll);
  const watchSize = (group: DockviewGroupPanel): void => void group.api.onDidDimensionsChange(() => recount(group));
  for (const group of api.groups) watchSize(group);
  api.onDidAddGroup(watchSize);
}

function recount(group: DockviewGroupPanel): void {
  const strip = group.element.querySelector<HTMLElement>('.dv-tabs-container');
  const button = group.element.querySelector<HTMLElement>('.dv-tabs-overflow-dropdown-root');
  if (strip === null || button === null) return;
  // Without it the tabs are whole, and dockview finds none to list.
  if (strip.scrollWidth <= strip.clientWidth + button.offsetWidth) button.hidden = true;
  group.header.refreshOverflow();
  if (button.isConnected) button.hidden = false;
}
