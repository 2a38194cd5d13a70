import { Dialog } from '../../ui/dialog.tsx';
import { AddProfileForm } from './add-profile-form.tsx';
import { useTexts } from '../../app/use-texts.ts';

/** The form of the first run, for a further profile. */
export function AddProfileDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { accounts: t } = useTexts();
  return (
    <Dialog open={open} title={t.addProfile} description={t.form.description} onClose={onClose}>
      <AddProfileForm onDone={onClose} />
    </Dialog>
  );
}
