import { Dialog } from '../../ui/dialog.tsx';
import { LaunchList } from './launch-list.tsx';

/** Every remote desktop with its state, its log and its tools. */
export function DesktopsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} title="Remote desktops" width={620} onClose={onClose}>
      <LaunchList />
    </Dialog>
  );
}
