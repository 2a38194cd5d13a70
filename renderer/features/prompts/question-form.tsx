import { AuthenticationForm } from './authentication-form.tsx';
import { HostKeyForm } from './host-key-form.tsx';
import { KeyboardInteractiveForm } from './keyboard-interactive-form.tsx';
import { MfaForm } from './mfa-form.tsx';
import { NewPasswordForm, PassphraseForm, PasswordForm, ProxyPasswordForm } from './password-forms.tsx';
import type { Question } from './prompts-store.ts';
import { RdpCertificateForm } from './rdp-certificate-form.tsx';
import { RdpCredentialsForm } from './rdp-credentials-form.tsx';
import { RdpKeyFileForm } from './rdp-key-file-form.tsx';
import { VaultCreateForm, VaultUnlockForm } from './vault-forms.tsx';

/** The form for any question of the host. */
export function QuestionForm({ question }: { readonly question: Question }) {
  switch (question.kind) {
    case 'hostKey':
      return <HostKeyForm question={question} />;
    case 'password':
      return <PasswordForm question={question} />;
    case 'newPassword':
      return <NewPasswordForm question={question} />;
    case 'passphrase':
      return <PassphraseForm question={question} />;
    case 'keyboardInteractive':
      return <KeyboardInteractiveForm question={question} />;
    case 'authentication':
      return <AuthenticationForm question={question} />;
    case 'mfaCode':
      return <MfaForm question={question} />;
    case 'proxyPassword':
      return <ProxyPasswordForm question={question} />;
    case 'vaultUnlock':
      return <VaultUnlockForm question={question} />;
    case 'vaultCreate':
      return <VaultCreateForm question={question} />;
    case 'rdpCertificate':
      return <RdpCertificateForm question={question} />;
    case 'rdpCredentials':
      return <RdpCredentialsForm question={question} />;
    case 'rdpKeyFile':
      return <RdpKeyFileForm question={question} />;
  }
}
