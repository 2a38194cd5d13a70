import { RotateCcw, ScrollText, X } from 'lucide-react';
import { useId, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { RdpLaunch } from '../../../shared/model/rdp.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { copyText } from '../../ui/copy-text.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { StepList } from '../terminal/step-list.tsx';
import { stepRows, stopped } from '../terminal/steps.ts';
import { clientName } from './client-choice.ts';
import { copyPassword } from './copy-password.ts';
import { isOver, launchLine } from './launch-line.ts';
import { closeLaunch, saveRdpFile, tryAgain } from './rdp-actions.ts';
import styles from './rdp.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

export interface LaunchRowProps {
  readonly launch: RdpLaunch;
  readonly now: number;
  /** In the status bar: without log and tools. */
  readonly compact?: boolean;
}

/** One remote desktop: what it is, how it stands, and what can be done with it. */
export function LaunchRow({ launch, now, compact = false }: LaunchRowProps) {
  const { line: t } = useTexts().desktops;
  const [logOpen, setLogOpen] = useState(false);
  const log = useId();
  const { tone, word, text, hint } = launchLine(launch, now);
  const name = displayText(launch.name, 80);
  const over = isOver(launch);
  const what = [launch.user, launch.client === 'none' ? '' : clientName(launch.client), launch.route ?? ''];
  return (
    <li className={c('launch')} aria-label={t.label(name, word)}>
      <div className={c('head')}>
        <StatusDot tone={tone} />
        <VisuallyHidden>{word}</VisuallyHidden>
        <span className={c('name')} title={name}>
          {name}
        </span>
        <span className={c('what')}>
          {what
            .filter((part) => part !== '')
            .map((part) => displayText(part, 80))
            .join(' · ')}
        </span>
        {compact ? null : (
          <IconButton
            label={t.log(name)}
            icon={<ScrollText size={13} aria-hidden />}
            pressed={logOpen}
            aria-expanded={logOpen}
            aria-controls={log}
            onClick={() => setLogOpen(!logOpen)}
          />
        )}
        {over ? <IconButton label={t.again(name)} icon={<RotateCcw size={13} aria-hidden />} onClick={() => tryAgain(launch)} /> : null}
        <IconButton
          label={over ? t.remove(name) : t.close(name)}
          icon={<X size={14} aria-hidden />}
          onClick={() => closeLaunch(launch.id)}
        />
      </div>
      <div className={`${c('state', launch.state === 'failed' && 'failed')} selectable`}>{text}</div>
      {hint === undefined ? null : <div className={`${c('hint')} selectable`}>{hint}</div>}
      {compact ? null : <Tools launch={launch} />}
      {logOpen && !compact ? (
        <div id={log} className={c('log')} role="group" aria-label={t.log(name)} tabIndex={0}>
          <StepList rows={over ? stopped(stepRows(launch.log)) : stepRows(launch.log)} />
        </div>
      ) : null}
    </li>
  );
}

/** What another program needs: the address while there is one, the user, the password, the file. */
function Tools({ launch }: { readonly launch: RdpLaunch }) {
  const { line: t } = useTexts().desktops;
  const { address, user, machine, id, state } = launch;
  if (address === undefined || isOver(launch)) return null;
  return (
    <div className={c('tools')}>
      <Button look="quiet" onClick={() => void copyText(address)}>
        {t.copyAddress}
      </Button>
      {state === 'waiting' ? (
        <>
          {user === '' ? null : (
            <Button look="quiet" onClick={() => void copyText(user)}>
              {t.copyUser}
            </Button>
          )}
          <Button look="quiet" onClick={() => void copyPassword(machine)}>
            {t.copyPassword}
          </Button>
          <Button look="quiet" onClick={() => void saveRdpFile(id)}>
            {t.saveFile}
          </Button>
        </>
      ) : null}
    </div>
  );
}
