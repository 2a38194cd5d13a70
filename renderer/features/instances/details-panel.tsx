import { MousePointerClick, X } from 'lucide-react';
import { useDeferredValue, type ReactNode } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { changeLayout, layoutStore } from '../../app/layout.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { desktopOf, nameOf, openInstanceDesktop, openRow, openShell, reasonText } from './actions.ts';
import { dateText, LOCK_TEXT, OS_TEXT, STATE_TEXT } from './columns.ts';
import styles from './details-panel.module.css';
import { STATE_TONE } from './grid-row.tsx';
import { inventory, useInstances } from './instance-store.ts';
import { KeyFileField } from './key-file-field.tsx';
import { LoginField } from './login-field.tsx';
import { profileOf } from './rows.ts';
import { AdministratorPassword } from '../rdp/administrator-password.tsx';
import { OpenDesktop } from '../rdp/open-desktop.tsx';
import { askStartAndConnect } from '../power/power-actions.ts';
import { ReachSection } from '../reach/reach-section.tsx';
import { saveInstance } from '../sessions/save-this.ts';

const c = classNames(styles);

/** Everything known of the active instance, each value to copy. */
export function DetailsPanel() {
  useInstances((state) => state.rowsVersion);
  // After the row itself is seen to be active: a search changes it with every key.
  const active = useDeferredValue(useInstances((state) => state.active));
  const instance = active === undefined ? undefined : inventory.rows.get(active)?.instance;
  return (
    <div className={c('panel')}>
      <header className={c('header')}>
        <h2 className={c('title')} title={instance === undefined ? undefined : nameOf(instance)}>
          {instance === undefined ? 'Details' : nameOf(instance)}
        </h2>
        <IconButton
          label="Hide details"
          icon={<X size={14} aria-hidden />}
          onClick={() => changeLayout({ details: { ...layoutStore.getState().details, open: false } })}
        />
      </header>
      {instance === undefined ? (
        <EmptyState
          icon={<MousePointerClick size={20} aria-hidden />}
          title="No instance chosen"
          text="Choose one in the list to see it here."
        />
      ) : (
        <ScrollArea>
          <Details key={instance.key} instance={instance} />
        </ScrollArea>
      )}
    </div>
  );
}

function Details({ instance }: { readonly instance: Instance }) {
  const tags = Object.entries(instance.tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const texts = useTexts();
  const canTry = instance.state === 'running' || instance.state === 'unknown';
  return (
    <div className={c('body')}>
      <div className={c('state')}>
        <StatusDot tone={STATE_TONE[instance.state]} />
        <span>{STATE_TEXT[instance.state]}</span>
        <Badge>{OS_TEXT[instance.os] || 'Unknown OS'}</Badge>
        <Badge>{displayText(instance.type, 32)}</Badge>
      </div>
      {instance.stateReason === undefined ? null : <p className={c('note')}>{reasonText(instance.stateReason)}</p>}
      {instance.os === 'windows' ? (
        <>
          <OpenDesktop wish={desktopOf(instance)} disabled={!canTry} open={(chosen) => void openInstanceDesktop(instance, chosen)} />
          <Button disabled={!canTry} title="Needs OpenSSH Server on the instance" onClick={() => void openShell(instance)}>
            Open terminal (SSH)
          </Button>
        </>
      ) : (
        <Button look="primary" disabled={!canTry} onClick={() => openRow(instance)}>
          Open terminal
        </Button>
      )}
      {instance.state === 'stopped' ? <Button onClick={() => askStartAndConnect(instance)}>{texts.power.startIt}</Button> : null}
      <Button onClick={() => void saveInstance(instance)}>Save as session…</Button>
      {instance.os === 'windows' ? (
        <Section title="Administrator password">
          <AdministratorPassword key={instance.key} machine={desktopOf(instance).machine} />
        </Section>
      ) : null}
      <Section title={instance.os === 'windows' ? 'Login by SSH, and key' : 'Login'}>
        <LoginField instance={instance} />
        <KeyFileField instance={instance} />
      </Section>
      <Section title="Addresses">
        <Facts
          facts={[
            [instance.eip === undefined ? 'Public IP' : 'EIP', instance.publicIp, true],
            [instance.network === 'classic' ? 'Inner IP' : 'Private IP', instance.privateIp, true],
            ['IPv6', instance.ipv6, true],
            ['Public DNS', instance.publicDns, true],
            ['Private DNS', instance.privateDns, true],
          ]}
        />
      </Section>
      <Section title="Instance">
        <Facts
          facts={[
            ['ID', instance.instance, true],
            ['Account', profileOf(instance.account)],
            ['Region', instance.region],
            ['Zone', instance.zone],
            ['Launched', dateText(instance.launchTime)],
            ['Expires', dateText(instance.expires)],
            ['Locked', instance.locks?.map((lock) => LOCK_TEXT[lock]).join(', ')],
            ['Platform', instance.platform],
            ['Image', instance.image, true],
            ['Network', instance.network === 'classic' ? 'Classic' : undefined],
            ['VPC', instance.vpc, true],
            ['Subnet', instance.subnet, true],
            ...instance.securityGroups.map((group): Fact => ['Group', group.name === '' ? group.id : `${group.name} (${group.id})`]),
          ]}
        />
      </Section>
      <Section title={texts.reach.title}>
        <ReachSection key={instance.key} instance={instance} />
      </Section>
      <Section title={`Tags (${tags.length})`}>
        {tags.length === 0 ? <p className={c('note')}>None.</p> : <FactList facts={tags} />}
      </Section>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={c('section')}>
      <h3 className={c('heading')}>{title}</h3>
      {children}
    </section>
  );
}

type Fact = readonly [name: string, value: string | undefined, mono?: boolean];

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  const shown = facts.filter(([, value]) => value !== undefined && value !== '');
  return shown.length === 0 ? <p className={c('note')}>None.</p> : <FactList facts={shown} />;
}

function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={c('facts')}>
      {facts.map(([name, value = '', mono = false], index) => (
        <div key={`${name} ${index}`} className={c('fact')}>
          <dt title={displayText(name)}>{displayText(name, 64)}</dt>
          <dd>
            {/* Many tags are a key alone. */}
            {value === '' ? <span className={c('note')}>(empty)</span> : <Copyable text={value} what={displayText(name, 64)} mono={mono} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
