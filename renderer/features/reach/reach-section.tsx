import { useEffect, useMemo, useState } from 'react';
import type { Instance } from '../../../shared/model/instance.ts';
import { evaluateReach } from '../../../shared/reach/evaluate.ts';
import type { Contact, ReachFacts } from '../../../shared/reach/facts.ts';
import { rdpPort, sshPort } from '../../../shared/route/plan-routes.ts';
import { client } from '../../app/client.ts';
import { refusedText } from '../../app/refused.ts';
import { useCall } from '../../app/use-call.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { nameOf } from '../instances/actions.ts';
import { inventory } from '../instances/instance-store.ts';
import { contactOf, neighboursOf, usualTarget, type Caller } from './callers.ts';
import { ReachAnswer } from './reach-answer.tsx';
import styles from './reach.module.css';
import { groupText } from './rule-text.ts';

const c = classNames(styles);

/** Which rule of which security group lets a connection in; the groups are read when somebody asks. */
export function ReachSection({ instance }: { readonly instance: Instance }) {
  const t = useTexts().reach;
  const [asked, setAsked] = useState(0);
  const [facts, setFacts] = useState<ReachFacts>();
  const [problem, setProblem] = useState<string>();
  const { account, region, instance: id } = instance;
  useEffect(() => {
    if (asked === 0) return;
    const abort = new AbortController();
    client()
      .call('reach.facts', { account, region, instance: id }, abort.signal)
      .then(setFacts, (error: unknown) => {
        if (!abort.signal.aborted) setProblem(refusedText(error));
      });
    return () => abort.abort();
  }, [asked, account, region, id]);
  const read = (): void => {
    setFacts(undefined);
    setProblem(undefined);
    setAsked((count) => count + 1);
  };
  if (problem !== undefined) {
    return (
      <>
        <p role="alert" className={c('problem')}>
          {problem}
        </p>
        <Button onClick={read}>{t.again}</Button>
      </>
    );
  }
  if (asked === 0) return <Button onClick={read}>{t.check}…</Button>;
  if (facts === undefined) return <p role="status">{t.loading}</p>;
  return (
    <>
      <ReachForm instance={instance} facts={facts} />
      <Button look="quiet" onClick={read}>
        {t.again}
      </Button>
    </>
  );
}

type PortChoice = 'ssh' | 'rdp' | 'other';

function ReachForm({ instance, facts }: { readonly instance: Instance; readonly facts: ReachFacts }) {
  const t = useTexts().reach;
  const [choice, setChoice] = useState<PortChoice>(instance.os === 'windows' ? 'rdp' : 'ssh');
  const [typedPort, setTypedPort] = useState('443');
  const [caller, setCaller] = useState<Caller>({ kind: 'address', address: '' });
  const [chosenTo, setTo] = useState<Contact['to']>();
  const neighbours = useMemo(
    () =>
      neighboursOf(
        instance,
        [...inventory.rows.values()].map((row) => row.instance),
      ),
    [instance],
  );
  const ports = { ssh: sshPort(instance), rdp: rdpPort(instance), other: portOf(typedPort) };
  const port = ports[choice];
  const to = chosenTo ?? usualTarget(caller, instance);
  const contact = port === undefined ? undefined : contactOf(caller, port, to, instance, neighbours);
  const badAddress = caller.kind === 'address' && caller.address.trim() !== '' && contact === undefined && port !== undefined;
  const kinds: Caller['kind'][] = ['address', ...(neighbours.instances.length > 0 ? (['instance'] as const) : []), 'group'];
  const kindTexts = { address: t.fromAddress, instance: t.fromInstance, group: t.fromGroup };
  const first = { instance: neighbours.instances[0]?.key ?? '', group: neighbours.groups[0]?.id ?? '' };
  const ask = (kind: Caller['kind']): void =>
    setCaller(kind === 'address' ? { kind, address: '' } : kind === 'instance' ? { kind, key: first.instance } : { kind, id: first.group });
  return (
    <div className={c('form')}>
      <Field label={t.port}>
        <Select
          label={t.port}
          value={choice}
          onChange={setChoice}
          options={[
            { value: 'ssh', label: `${ports.ssh} (SSH)` },
            { value: 'rdp', label: `${ports.rdp} (RDP)` },
            { value: 'other', label: t.otherPort },
          ]}
        />
      </Field>
      {choice === 'other' ? (
        <Field label={t.portNumber} error={port === undefined ? t.badPort : undefined}>
          <TextField
            mono
            value={typedPort}
            maxLength={5}
            inputMode="numeric"
            onChange={(event) => setTypedPort(event.currentTarget.value)}
          />
        </Field>
      ) : null}
      <Field label={t.from}>
        <Select label={t.from} value={caller.kind} onChange={ask} options={kinds.map((value) => ({ value, label: kindTexts[value] }))} />
      </Field>
      {caller.kind === 'address' ? (
        <AddressField
          address={caller.address}
          error={badAddress ? t.badAddress : undefined}
          onAddress={(address) => setCaller({ kind: 'address', address })}
        />
      ) : caller.kind === 'instance' ? (
        <Field label={t.instance}>
          <Select
            label={t.instance}
            value={caller.key}
            onChange={(key) => setCaller({ kind: 'instance', key })}
            options={neighbours.instances.map((other) => ({ value: other.key, label: nameOf(other) }))}
          />
        </Field>
      ) : (
        <Field label={t.group}>
          <Select
            label={t.group}
            value={caller.id}
            onChange={(id) => setCaller({ kind: 'group', id })}
            options={neighbours.groups.map((group) => ({ value: group.id, label: groupText(group) }))}
          />
        </Field>
      )}
      <Field label={t.to}>
        <Select
          label={t.to}
          value={to}
          onChange={setTo}
          options={[
            { value: 'public', label: t.toPublic },
            { value: 'private', label: t.toPrivate },
          ]}
        />
      </Field>
      {facts.groups.length === 0 ? <p>{t.none}</p> : null}
      {contact === undefined ? null : <ReachAnswer facts={facts} reach={evaluateReach(facts, contact)} port={contact.port} />}
    </div>
  );
}

interface AddressFieldProps {
  readonly address: string;
  readonly error: string | undefined;
  readonly onAddress: (address: string) => void;
}

function AddressField({ address, error, onAddress }: AddressFieldProps) {
  const t = useTexts().reach;
  const { busy, problem, run } = useCall();
  return (
    <Field label={t.address} hint={t.addressHint} error={error ?? problem}>
      <TextField mono value={address} maxLength={64} onChange={(event) => onAddress(event.currentTarget.value)} />
      <Button
        look="quiet"
        disabled={busy}
        title={t.mineTitle}
        onClick={() => void run(async () => onAddress((await client().call('reach.ownAddress', undefined)).address))}
      >
        {t.mine}
      </Button>
    </Field>
  );
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/u.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
