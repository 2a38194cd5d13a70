import { X } from 'lucide-react';
import { ErrorRow } from '../ui/error-row.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { dismissNotice, useNotices } from './notices.ts';
import { useTexts } from './use-texts.ts';

/** What the person should know of the app itself, over the whole width; infos are in the status bar only. */
export function NoticeRows() {
  const { frame, parts } = useTexts();
  const notices = useNotices().filter((notice) => notice.level !== 'info');
  if (notices.length === 0) return null;
  return (
    <section aria-label={frame.notices}>
      {notices.map((notice) => (
        <ErrorRow
          key={notice.id}
          error={notice.error}
          level={notice.level === 'error' ? 'error' : 'warning'}
          actions={<IconButton label={parts.dismiss} icon={<X size={13} aria-hidden />} onClick={() => dismissNotice(notice.id)} />}
        />
      ))}
    </section>
  );
}
