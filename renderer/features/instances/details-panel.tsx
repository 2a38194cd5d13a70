import { MousePointerClick, X } from 'lucide-react';
import { useDeferredValue, type ReactNode } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { changeLayout, layoutStore } from '../../app/layout.ts';
import { stateReasonText } from '../../../shared/model/state-reason.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { desktopOf, nameOf, openInstanceDesktop, openRow, openShell } from './actions.ts';
import { dateText, locksText, OS_TEXT } from './columns.ts';
import styles from './details-panel.module.css';
import { STATE_TONE } from './grid-row.tsx';
import { inventory, keepActiveRow, useInstances } from './instance-store.ts';
import { KeyFileField } from './key-file-field.tsx';
import { SetPassword } from '../password/set-password.tsx';
import { LoginField } from './login-field.tsx';
import { accountName } from '../accounts/account-name.ts';
import { AdministratorPassword } from '../rdp/administrator-password.tsx';
import { OpenDesktop } from '../rdp/open-desktop.tsx';
import { askStartAndConnect } from '../power/power-actions.ts';
import { ReachSection } from '../reach/reach-section.tsx';
import { saveInstance } from '../sessions/save-this.ts';

const c = classNames(styles);

/** Everything known of the active instance, each value to copy. */
export function DetailsPanel() {
  const t = useTexts().instanceDetails;
  useInstances((state) => state.rowsVersion);
  // After the row itself is seen to be active: a search changes it with every key.
  const active = useDeferredValue(useInstances((state) => state.active));
  const instance = active === undefined ? undefined : inventory.rows.get(active)?.instance;
  return (
    // Whoever is at a field of it must not find another instance under their hands.
    <div className={c('panel')} onFocusCapture={keepActiveRow} onMouseDownCapture={keepActiveRow}>
      <header className={c('header')}>
        <h2 className={c('title')} title={instance === undefined ? undefined : nameOf(instance)}>
          {instance === undefined ? t.title : nameOf(instance)}
        </h2>
        <IconButton
          label={t.hide}
          icon={<X size={14} aria-hidden />}
          onClick={() => changeLayout({ details: { ...layoutStore.getState().details, open: false } })}
        />
      </header>
      {instance === undefined ? (
        <EmptyState icon={<MousePointerClick size={20} aria-hidden />} title={t.none} text={t.noneText} />
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
  const { instanceDetails: t, instanceColumns, power, reach } = useTexts();
  const canTry = instance.state === 'running' || instance.state === 'unknown';
  return (
    <div className={c('body')}>
      <div className={c('state')}>
        <StatusDot tone={STATE_TONE[instance.state]} />
        <span>{instanceColumns.states[instance.state]}</span>
        <Badge>{OS_TEXT[instance.os] || t.unknownOs}</Badge>
        <Badge>{displayText(instance.type, 32)}</Badge>
      </div>
      {instance.stateReason === undefined ? null : <p className={c('note')}>{stateReasonText(instance.stateReason)}</p>}
      {instance.os === 'windows' ? (
        <>
          <OpenDesktop wish={desktopOf(instance)} disabled={!canTry} open={(chosen) => void openInstanceDesktop(instance, chosen)} />
          <Button disabled={!canTry} title={t.needsSsh} onClick={() => void openShell(instance)}>
            {t.openSsh}
          </Button>
        </>
      ) : (
        <Button look="primary" disabled={!canTry} onClick={() => openRow(instance)}>
          {t.openTerminal}
        </Button>
      )}
      {instance.state === 'stopped' ? <Button onClick={() => askStartAndConnect(instance)}>{power.startIt}</Button> : null}
      <Button onClick={() => void saveInstance(instance)}>{t.save}</Button>
      {instance.os === 'windows' ? (
        <Section title={t.administratorPassword}>
          <AdministratorPassword key={instance.key} machine={desktopOf(instance).machine} />
        </Section>
      ) : null}
      <Section title={instance.os === 'windows' ? t.loginAndKey : t.login}>
        <LoginField instance={instance} />
        <KeyFileField instance={instance} />
        <SetPassword instance={instance} />
      </Section>
      <Section title={t.addresses}>
        <Facts
          facts={[
            [instance.eip === undefined ? t.facts.publicIp : t.facts.eip, instance.publicIp, true],
            [instance.network === 'classic' ? t.facts.innerIp : t.facts.privateIp, instance.privateIp, true],
            [t.facts.ipv6, instance.ipv6, true],
            [t.facts.publicDns, instance.publicDns, true],
            [t.facts.privateDns, instance.privateDns, true],
          ]}
        />
      </Section>
      <Section title={t.instance}>
        <Facts
          facts={[
            [t.facts.id, instance.instance, true],
            [t.facts.account, accountName(instance.account)],
            [t.facts.region, instance.region],
            [t.facts.zone, instance.zone],
            [t.facts.launched, dateText(instance.launchTime)],
            [t.facts.expires, dateText(instance.expires)],
            [t.facts.locked, locksText(instance, instanceColumns)],
            [t.facts.platform, instance.platform],
            [t.facts.image, instance.image, true],
            [t.facts.network, instance.network === 'classic' ? instanceColumns.classic : undefined],
            [t.facts.vpc, instance.vpc, true],
            [t.facts.subnet, instance.subnet, true],
            ...instance.securityGroups.map((group): Fact => [t.facts.group, group.name === '' ? group.id : `${group.name} (${group.id})`]),
          ]}
        />
      </Section>
      <Section title={reach.title}>
        <ReachSection key={instance.key} instance={instance} />
      </Section>
      <Section title={t.tags(tags.length)}>
        {tags.length === 0 ? <p className={c('note')}>{t.nothing}</p> : <FactList facts={tags} />}
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
  const t = useTexts().instanceDetails;
  const shown = facts.filter(([, value]) => value !== undefined && value !== '');
  return shown.length === 0 ? <p className={c('note')}>{t.nothing}</p> : <FactList facts={shown} />;
}

function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  const t = useTexts().instanceDetails;
  return (
    <dl className={c('facts')}>
      {facts.map(([name, value = '', mono = false], index) => (
        <div key={`${name} ${index}`} className={c('fact')}>
          <dt title={displayText(name)}>{displayText(name, 64)}</dt>
          <dd>
            {/* Many tags are a key alone. */}
            {value === '' ? (
              <span className={c('note')}>{t.empty}</span>
            ) : (
              <Copyable text={value} what={displayText(name, 64)} mono={mono} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
