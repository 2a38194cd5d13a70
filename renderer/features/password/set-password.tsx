import type { Instance } from '../../../shared/model/instance.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { askNewPassword, canSetPassword } from './password-store.ts';

/** In the details of an instance, where its cloud sets passwords. */
export function SetPassword({ instance }: { readonly instance: Instance }) {
  const { setPassword: t } = useTexts();
  return canSetPassword(instance) ? <Button onClick={() => askNewPassword({ key: instance.key })}>{t.command}</Button> : null;
}
