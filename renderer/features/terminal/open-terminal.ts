import type { Machine } from '../../../shared/model/machine.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';
import { client } from '../../app/client.ts';
import { showTerminal } from '../../app/dock.ts';
import { keepView, newView } from '../../terminals/registry.ts';
import type { TerminalView } from '../../terminals/view.ts';
import { showError } from '../../ui/toast.tsx';
import { sizeOf, viewEvents } from './terminal-actions.ts';

export interface OpenTerminalOptions {
  /** Login name; the host's proposal without it. */
  readonly user?: string;
  /** The strongest layer of settings, for a connection that is not saved. */
  readonly settings?: SettingsLayer;
  /** In a group of its own beside the active tab. */
  readonly beside?: boolean;
}

const layers = new Map<string, SettingsLayer>();

/** The settings that a terminal was opened with beyond what is saved; for the next one like it, and for "Save this". */
export function openedWith(terminal: string): SettingsLayer | undefined {
  return layers.get(terminal);
}

/** Keeps how a person chose to log in to a terminal, for "Save this". */
export function chosenLogin(terminal: string, login: SettingsLayer): void {
  layers.set(terminal, { ...layers.get(terminal), ...login });
}

/**
 * Opens a terminal on a machine in a new tab. Resolves when the tab is there: connecting goes on in it. What is refused at
 * once (an instance that does not run) is shown, and no tab appears.
 */
export async function openTerminal(machine: Machine, { user, settings, beside = false }: OpenTerminalOptions = {}): Promise<void> {
  let id: string | undefined;
  let view: TerminalView;
  try {
    view = await newView(viewEvents(() => id));
  } catch (error) {
    return showError(error);
  }
  const stream = client().openStream();
  // Before the call: the first output may come on the heels of its answer.
  view.connect(stream);
  const size = sizeOf(view);
  try {
    const opened = await client().call('terminals.open', {
      machine,
      size,
      stream: stream.id,
      ...(user === undefined ? {} : { user }),
      ...(settings === undefined ? {} : { settings }),
    });
    id = opened.terminal;
    if (settings !== undefined) layers.set(id, settings);
  } catch (error) {
    view.dispose();
    showError(error);
    return;
  }
  keepView(id, view);
  showTerminal(id, { beside });
}
