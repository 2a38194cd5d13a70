import type { RdpClientId, RdpSettings } from '../../../shared/model/rdp.ts';
import { checkBehindGateway } from './behind-gateway.ts';
import { checkValues } from './check-values.ts';
import { planFreerdp } from './freerdp.ts';
import { planMstsc } from './mstsc.ts';
import type { Plan } from './plan-data.ts';
import { fileNameFrom, rdpLines, rdpText } from './rdp-file.ts';
import { planRemmina } from './remmina.ts';
import { planWindowsApp } from './windows-app.ts';

export interface PlanInput {
  readonly client: {
    readonly id: RdpClientId;
    readonly program: string;
    readonly version: readonly number[];
    readonly variant?: 'flatpak' | 'snap' | 'sdl';
    /** Of Remmina: the major version of the FreeRDP library that it runs with. */
    readonly library?: number;
  };
  /** Where the relay listens. */
  readonly host: string;
  readonly port: number;
  /** Shown as title; checked and cleaned by the caller, checked again here. */
  readonly label: string;
  readonly user: string;
  readonly domain: string;
  readonly hasPassword: boolean;
  readonly options: RdpSettings;
  /** Pinned: hex, with or without colons. `der`: the certificate itself, in base64. */
  readonly certificate: { readonly sha256: string; readonly sha1: string; readonly der?: string };
  /** Private folder of this launch, exists with 0700. */
  readonly folder: string;
  /** [A-Za-z][A-Za-z0-9]*, unique per launch. */
  readonly token: string;
  readonly display: { readonly kind: 'x11' | 'wayland' | 'windows' | 'macos' };
  /** Home folder of this computer, for sharing it. */
  readonly home?: string;
  /** Where programs keep their settings (XDG_CONFIG_HOME); default: `.config` in the home folder. */
  readonly configHome?: string;
}

/**
 * Everything that starting one client takes, as data. Pure. Throws `AppError('invalid-input')` for a value that no generator may see and
 * `unsupported` for a gateway that this client cannot go through. There
 * is no place for a secret in the input, so none can be in the plan.
 */
export function plan(input: PlanInput): Plan {
  const checked = checkValues(input);
  if (checked.options.rdpGateway !== '') checkBehindGateway(checked.client.id);
  switch (checked.client.id) {
    case 'mstsc':
      return planMstsc(checked);
    case 'windows-app':
      return planWindowsApp(checked);
    case 'remmina':
      return planRemmina(checked);
    case 'freerdp':
      return planFreerdp(checked);
  }
}

/** An `.rdp` file to keep or to give to a client that Gangway does not know. Without a password. Throws as `plan` does. */
export function rdpFile(input: PlanInput): { readonly fileName: string; readonly text: string } {
  const checked = checkValues(input);
  return { fileName: `${fileNameFrom(checked.label)}.rdp`, text: rdpText(rdpLines(checked, '*')) };
}
