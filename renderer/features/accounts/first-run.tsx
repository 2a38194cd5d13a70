import { ExternalLink } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { LookedAt } from '../../../shared/model/account.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { appInfo } from '../../app/app-info.ts';
import { runCommand } from '../../app/commands.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { useAccounts } from './account-store.ts';
import { AddProfileForm } from './add-profile-form.tsx';
import { openDemo } from './demo.ts';
import styles from './first-run.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

const TONES: Readonly<Record<LookedAt['found'], Tone>> = { missing: 'neutral', empty: 'neutral', read: 'good', unreadable: 'bad' };

/** No profile was found: what was looked at, and the two ways on. */
export function FirstRun() {
  const { accounts } = useTexts();
  const t = accounts.firstRun;
  const lookedAt = useAccounts((state) => state.lookedAt);
  return (
    <ScrollArea>
      <div className={c('page')}>
        <header>
          <h2 className={c('title')}>{t.title}</h2>
          <p className={c('lead')}>{t.lead}</p>
        </header>
        <section aria-label={t.places}>
          <ul className={c('places')}>
            {lookedAt.map((place, index) => (
              <Place key={index} place={place} />
            ))}
          </ul>
          <div className={c('again')}>
            <Button look="quiet" onClick={() => runCommand('accounts.reload')}>
              {t.again}
            </Button>
          </div>
        </section>
        <div className={c('ways')}>
          <Way title={accounts.addProfile} text={t.addText}>
            <AddProfileForm />
            <details className={c('cli')}>
              <summary>{t.byCli}</summary>
              <Copyable text="aws configure --profile work" what={t.keysCommand} mono />
              <Copyable text="aws configure sso --profile work" what={t.ssoCommand} mono />
              <Copyable text="aliyun configure --profile work" what={t.alibabaCommand} mono />
              <p className={c('note')}>{t.thenAgain}</p>
            </details>
          </Way>
          <Way title={t.demo} text={t.demoText}>
            <Demo />
          </Way>
        </div>
      </div>
    </ScrollArea>
  );
}

function Place({ place }: { readonly place: LookedAt }) {
  const t = useTexts().accounts.firstRun;
  return (
    <li className={c('place')}>
      <span className={c('what')}>{displayText(place.what, 80)}</span>
      <code className={`${c('where')} selectable`} title={displayText(place.where, 1_000)}>
        {displayText(place.where, 400)}
      </code>
      <Badge tone={place.problem === undefined ? TONES[place.found] : 'bad'}>{t.found[place.found]}</Badge>
      {place.problem === undefined ? null : (
        <p className={c('problem')}>
          {displayText(place.problem.message, 400)} {place.problem.hint === undefined ? '' : displayText(place.problem.hint, 400)}
        </p>
      )}
    </li>
  );
}

function Way({ title, text, children }: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    <section className={c('way')} aria-label={title}>
      <h3 className={c('wayTitle')}>{title}</h3>
      <p className={c('note')}>{text}</p>
      {children}
    </section>
  );
}

function Demo() {
  const t = useTexts().accounts.firstRun;
  const [url, setUrl] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (!appInfo().canOpenDemo) {
    return (
      <div>
        <p className={c('note')}>{t.demoShell}</p>
        <Copyable text="npm run demo" what={t.demoCommand} mono />
      </div>
    );
  }
  return (
    <>
      <div>
        <Button
          disabled={busy}
          onClick={() => {
            setBusy(true);
            void openDemo()
              .then(setUrl)
              .finally(() => setBusy(false));
          }}
        >
          {busy ? t.starting : t.openDemo}
        </Button>
      </div>
      {url === undefined ? null : (
        <a href={url} target="_blank" rel="noopener noreferrer" className={c('link')}>
          {t.runs} <ExternalLink size={12} aria-hidden />
        </a>
      )}
    </>
  );
}
