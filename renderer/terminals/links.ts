import type { IBufferRange, ILinkHandler, Terminal } from '@xterm/xterm';
import { displayText } from '../../shared/model/display-text.ts';
import { judgeLink } from './link-policy.ts';
import type { ViewStore } from './view-state.ts';

/** Characters of a target that are shown under the pointer. */
const SHOWN = 200;

export interface LinkHost {
  readonly state: ViewStore;
  readonly mac: boolean;
  readonly open: (url: string) => void;
}

/** What plain addresses and OSC 8 links share: shown under the pointer, opened with Ctrl or Cmd and only after the policy. */
export function createLinkActions({ state, mac, open }: LinkHost): {
  activate(event: MouseEvent, target: string, text: string): void;
  hover(target: string): void;
  leave(): void;
} {
  return {
    activate(event, target, text) {
      if (!(mac ? event.metaKey : event.ctrlKey)) return;
      const verdict = judgeLink(target, text);
      if (verdict.kind === 'open') open(verdict.url);
      else if (verdict.kind === 'ask') state.setState({ question: { kind: 'link', url: verdict.url, why: verdict.why } });
      else state.setState({ notice: verdict.why });
    },
    hover: (target) => state.setState({ hover: displayText(target, SHOWN) }),
    leave: () => state.setState({ hover: undefined }),
  };
}

/** Handler of OSC 8 links: their text may say anything, so it is read from the screen and compared with the target. */
export function createLinkHandler(term: () => Terminal | undefined, actions: ReturnType<typeof createLinkActions>): ILinkHandler {
  return {
    // Others than http are let through to the policy, which says why it refuses them.
    allowNonHttpProtocols: true,
    activate: (event, target, range) => actions.activate(event, target, textAt(term(), range)),
    hover: (_event, target) => actions.hover(target),
    leave: () => actions.leave(),
  };
}

function textAt(term: Terminal | undefined, range: IBufferRange): string {
  const line = term?.buffer.active.getLine(range.start.y - 1);
  return line?.translateToString(true, range.start.x - 1, range.end.x) ?? '';
}
