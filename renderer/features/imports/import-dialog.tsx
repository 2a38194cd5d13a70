import { useState } from 'react';
import type { ImportPreview } from '../../../shared/model/import.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ChooseSource } from './choose-source.tsx';
import { PreviewStep } from './preview-step.tsx';
import { useTexts } from '../../app/use-texts.ts';

/** Two steps: where from, then what. Nothing is changed before the second is confirmed. */
export function ImportDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { imports: t } = useTexts();
  return (
    <Dialog open={open} title={t.title} width={860} onClose={onClose}>
      {open ? <Steps onDone={onClose} /> : null}
    </Dialog>
  );
}

function Steps({ onDone }: { readonly onDone: () => void }) {
  const [preview, setPreview] = useState<ImportPreview>();
  if (preview === undefined) return <ChooseSource onPreview={setPreview} />;
  return <PreviewStep preview={preview} onBack={() => setPreview(undefined)} onDone={onDone} />;
}
