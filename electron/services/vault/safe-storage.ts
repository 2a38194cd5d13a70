/** The desktop's safe storage (Keychain, DPAPI, a keyring) as the vault needs it. The browser host has none. */
export interface SafeStorage {
  /** Whether what it encrypts is protected by the person's login. Never throws. */
  available(): Promise<{ readonly ok: true } | { readonly ok: false; readonly why: string }>;
  /** Throws what the system says. */
  encrypt(plain: Uint8Array): Promise<Uint8Array>;
  /** `renew`: the system has another key now, and the same should be encrypted again. The caller wipes `plain`. */
  decrypt(encrypted: Uint8Array): Promise<{ readonly plain: Uint8Array; readonly renew: boolean }>;
}
