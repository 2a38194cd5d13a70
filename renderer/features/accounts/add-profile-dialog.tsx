import { Dialog } from '../../ui/dialog.tsx';
import { AddProfileForm } from './add-profile-form.tsx';

/** The form of the first run, for a further profile. */
export function AddProfileDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog
      open={open}
      title="Add a profile"
      description="With an access key of your account. It is written to your AWS files, as the AWS CLI would. An existing profile is never changed."
      onClose={onClose}
    >
      <AddProfileForm onDone={onClose} />
    </Dialog>
  );
}
