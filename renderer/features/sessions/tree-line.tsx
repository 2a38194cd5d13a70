import { FileCog, Folder, FolderOpen, Monitor, ScreenShare, Server, TriangleAlert } from 'lucide-react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Account } from '../../../shared/model/account.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import { classNames } from '../../ui/class-names.ts';
import type { TreeLine } from '../../ui/tree.tsx';
import type { Inventory } from '../instances/rows.ts';
import type { SessionLine } from './session-lines.ts';
import styles from './sessions-section.module.css';
import { targetState } from './target-state.ts';
import type { Texts } from '../../../shared/texts/current.ts';
import { formatNumber } from '../../../shared/texts/format.ts';

const c = classNames(styles);

/** What the picture of a line depends on besides the line itself. */
export interface LineContext {
  readonly inventory: Inventory;
  readonly accounts: readonly Account[];
  readonly cut: ReadonlySet<string>;
  readonly configProblems: readonly WireError[];
  readonly t: Texts['sessions']['line'];
}

export function treeLine(line: SessionLine, { inventory, accounts, cut, configProblems, t }: LineContext): TreeLine {
  const { id, level } = line;
  switch (line.kind) {
    case 'folder': {
      const label = displayText(line.folder.name, 200);
      const FolderIcon = line.open ? FolderOpen : Folder;
      return {
        id,
        level,
        label,
        open: line.open,
        dim: cut.has(id),
        icon: <FolderIcon size={13} aria-hidden className={c('icon')} />,
        after: <span className={c('count')}>{line.count === 0 ? '' : formatNumber(line.count)}</span>,
      };
    }
    case 'session': {
      const label = displayText(line.session.name, 200);
      const { mark, dim, title, gone = false } = targetState(line.session.target, inventory, accounts);
      const desktop = line.session.protocol === 'rdp';
      const TargetIcon = desktop ? ScreenShare : line.session.target.kind === 'host' ? Monitor : Server;
      return {
        id,
        level,
        label,
        name: [label, desktop ? t.desktop : undefined, mark, cut.has(id) ? t.cut : undefined]
          .filter((part) => part !== undefined)
          .join(', '),
        title: desktop ? t.desktopTitle(label, title) : t.title(label, title),
        dim: dim || cut.has(id),
        icon: <TargetIcon size={13} aria-hidden className={c('icon')} />,
        ...(mark === undefined ? {} : { after: <span className={c('mark', gone && 'gone')}>{mark}</span> }),
      };
    }
    case 'ssh-config': {
      const [problem] = configProblems;
      return {
        id,
        level,
        label: t.config,
        open: line.open,
        title: problem === undefined ? t.configTitle : displayText(problem.message, 300),
        icon: <FileCog size={13} aria-hidden className={c('icon')} />,
        after: (
          <>
            {problem === undefined ? null : <TriangleAlert size={12} className={c('problem')} role="img" aria-label={t.hasProblems} />}
            <span className={c('count')}>{formatNumber(line.count)}</span>
          </>
        ),
      };
    }
    case 'alias': {
      const { alias, user, host, port, where, notes } = line.host;
      const address = `${user === '' ? '' : `${user}@`}${host}${port === 22 ? '' : `:${port}`}`;
      return {
        id,
        level,
        label: displayText(alias, 200),
        title: displayText([alias, address, where, ...notes].join(' · '), 400),
        icon: <Monitor size={13} aria-hidden className={c('icon')} />,
      };
    }
  }
}
