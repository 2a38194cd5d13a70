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

const c = classNames(styles);

const FOUND: Readonly<Record<LookedAt['found'], { tone: Tone; text: string }>> = {
  missing: { tone: 'neutral', text: 'Not there' },
  empty: { tone: 'neutral', text: 'No profile in it' },
  read: { tone: 'good', text: 'Read' },
  unreadable: { tone: 'bad', text: 'Cannot be read' },
};

/** No profile was found: what was looked at, and the two ways on. */
export function FirstRun() {
  const lookedAt = useAccounts((state) => state.lookedAt);
  return (
    <ScrollArea>
      <div className={c('page')}>
        <header>
          <h2 className={c('title')}>No AWS profile was found</h2>
          <p className={c('lead')}>
            Gangway lists the instances of your AWS profiles, the same that the AWS CLI uses. It looked for them here:
          </p>
        </header>
        <section aria-label="Places looked at">
          <ul className={c('places')}>
            {lookedAt.map((place, index) => (
              <Place key={index} place={place} />
            ))}
          </ul>
          <div className={c('again')}>
            <Button look="quiet" onClick={() => runCommand('accounts.reload')}>
              Look again
            </Button>
          </div>
        </section>
        <div className={c('ways')}>
          <Way title="Add a profile" text="With an access key of your account. It is written to your AWS files, as the AWS CLI would.">
            <AddProfileForm />
            <details className={c('cli')}>
              <summary>Or in a shell, with the AWS CLI</summary>
              <Copyable text="aws configure --profile work" what="command for access keys" mono />
              <Copyable text="aws configure sso --profile work" what="command for single sign-on" mono />
              <p className={c('note')}>Then press “Look again”.</p>
            </details>
          </Way>
          <Way title="Try the demo" text="Two made-up accounts with some forty instances, Linux and Windows. Nothing leaves this computer.">
            <Demo />
          </Way>
        </div>
      </div>
    </ScrollArea>
  );
}

function Place({ place }: { readonly place: LookedAt }) {
  const found = FOUND[place.found];
  return (
    <li className={c('place')}>
      <span className={c('what')}>{displayText(place.what, 80)}</span>
      <code className={`${c('where')} selectable`} title={displayText(place.where, 1_000)}>
        {displayText(place.where, 400)}
      </code>
      <Badge tone={place.problem === undefined ? found.tone : 'bad'}>{found.text}</Badge>
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
  const [url, setUrl] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (!appInfo().canOpenDemo) {
    return (
      <div>
        <p className={c('note')}>Start it in a shell:</p>
        <Copyable text="npm run demo" what="command for the demo" mono />
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
          {busy ? 'Starting the demo…' : 'Open the demo'}
        </Button>
      </div>
      {url === undefined ? null : (
        <a href={url} target="_blank" rel="noopener noreferrer" className={c('link')}>
          The demo runs: open it in a new tab <ExternalLink size={12} aria-hidden />
        </a>
      )}
    </>
  );
}
