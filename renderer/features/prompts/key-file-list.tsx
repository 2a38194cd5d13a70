import { displayText } from '../../../shared/model/display-text.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './authentication-form.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

export interface KeyFileListProps {
  readonly files: readonly { readonly path: string; readonly type: string; readonly encrypted: boolean }[];
  readonly chosen: string;
  readonly onChoose: (path: string) => void;
}

/** The private keys that were found on this computer, one of them chosen. Nothing where none was found. */
export function KeyFileList({ files, chosen, onChoose }: KeyFileListProps) {
  const { prompts: t } = useTexts();
  if (files.length === 0) return null;
  return (
    <ul className={c('files')} aria-label={t.keysFound}>
      {files.map(({ path, type, encrypted }) => (
        <li key={path}>
          <button
            type="button"
            className={c('file', chosen === path && 'chosen')}
            aria-pressed={chosen === path}
            onClick={() => onChoose(path)}
          >
            <span className={c('path')}>{displayText(path, 400)}</span>
            <span className={c('type')}>{encrypted ? t.encryptedType(displayText(type, 40)) : displayText(type, 40)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
