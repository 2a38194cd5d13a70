import { Dialog } from '../../ui/dialog.tsx';
import { LaunchList } from './launch-list.tsx';
import { useTexts } from '../../app/use-texts.ts';

/** Every remote desktop with its state, its log and its tools. */
export function DesktopsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { desktops: t } = useTexts();
  return (
    <Dialog open={open} title={t.title} width={620} onClose={onClose}>
      <LaunchList />
    </Dialog>
  );
}
