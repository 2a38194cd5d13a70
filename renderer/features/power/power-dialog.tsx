import { useRef, useState } from 'react';
import type { Instance } from '../../../shared/model/instance.ts';
import { canChooseStopMode, powerEffects, type PowerChange, type PowerEffect, type StopMode } from '../../../shared/model/power.ts';
import { client } from '../../app/client.ts';
import type { DialogProps } from '../../app/lazy-dialog.tsx';
import { useCall } from '../../app/use-call.ts';
import { useTexts } from '../../app/use-texts.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { nameOf, refOf } from '../instances/actions.ts';
import { inventory, useInstances } from '../instances/instance-store.ts';
import styles from './power.module.css';
import { wantsWhenReady, usePower, type PowerQuestion } from './power-store.ts';

const c = classNames(styles);

/** Says what a start, stop or restart changes, and asks. */
export function PowerDialog({ onClose }: DialogProps) {
  const question = usePower((state) => state.question);
  useInstances((state) => state.rowsVersion);
  const instance = question === undefined ? undefined : inventory.rows.get(question.key)?.instance;
  if (question === undefined || instance === undefined) return null;
  return <Question key={`${question.key} ${question.action}`} question={question} instance={instance} close={onClose} />;
}

interface QuestionProps {
  readonly question: PowerQuestion;
  readonly instance: Instance;
  readonly close: () => void;
}

function Question({ question, instance, close }: QuestionProps) {
  const texts = useTexts();
  const t = texts.power;
  const { action, waitFor } = question;
  const [force, setForce] = useState(false);
  const [stopMode, setStopMode] = useState<StopMode>('keep-charging');
  const { busy, problem, run } = useCall();
  const harmless = useRef<HTMLButtonElement>(null);
  const chooses = action === 'stop' && canChooseStopMode(instance);
  const change: PowerChange = { action, ...(force ? { force } : {}), ...(chooses ? { stopMode } : {}) };
  const lock = action === 'start' ? lockText(instance, t) : undefined;
  const go = async (): Promise<void> => {
    const asked = client().call('power.change', { ...refOf(instance), ...change, ...(waitFor === undefined ? {} : { waitFor }) });
    await (waitFor === undefined ? asked : wantsWhenReady(instance.key, asked));
    close();
  };
  // EC2 restarts by itself what does not answer: it has no restart by force.
  const canForce = action === 'stop' || (action === 'reboot' && instance.cloud === 'alibaba');
  return (
    <AlertDialog
      open
      title={t.ask[action](nameOf(instance))}
      onCancel={close}
      initialFocus={harmless}
      width={440}
      actions={
        <>
          <Button ref={harmless} onClick={close}>
            {texts.common.cancel}
          </Button>
          <Button look={action === 'start' ? 'primary' : 'danger'} disabled={busy} onClick={() => void run(go)}>
            {waitFor === undefined ? t.go[action] : t.goAndConnect}
          </Button>
        </>
      }
    >
      <div className={c('form')}>
        {lock === undefined ? null : <p className={c('warning')}>{lock}</p>}
        <ul className={c('effects')} aria-label={t.changes}>
          {powerEffects(instance, change).map((effect) => (
            <li key={effect.kind}>{effectText(effect, instance, t)}</li>
          ))}
        </ul>
        {chooses ? (
          <Field label={t.stopMode}>
            <Select
              label={t.stopMode}
              value={stopMode}
              onChange={setStopMode}
              options={(['keep-charging', 'stop-charging'] as const).map((value) => ({ value, label: t.stopModes[value] }))}
            />
          </Field>
        ) : null}
        {canForce ? (
          <Checkbox checked={force} onChange={setForce}>
            {t.force}
          </Checkbox>
        ) : null}
        {problem === undefined ? null : (
          <p role="alert" className={c('problem')}>
            {problem}
          </p>
        )}
      </div>
    </AlertDialog>
  );
}

type PowerTexts = ReturnType<typeof useTexts>['power'];

function effectText(effect: PowerEffect, instance: Instance, t: PowerTexts): string {
  // Each cloud has its own name for an address that is reserved.
  return effect.kind === 'address-stays' && effect.elastic && instance.cloud === 'alibaba' ? t.eipStays(effect.address) : t.effect(effect);
}

function lockText(instance: Instance, t: PowerTexts): string | undefined {
  if (instance.locks?.includes('overdue') === true) return t.overdue;
  return instance.locks?.includes('security') === true ? t.locked : undefined;
}
