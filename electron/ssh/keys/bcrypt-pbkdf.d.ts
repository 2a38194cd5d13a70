declare module 'bcrypt-pbkdf' {
  /** OpenSSH's bcrypt_pbkdf(3): fills `key`. Not 0 when the parameters make no sense. Blocks for as long as it takes. */
  export function pbkdf(
    passphrase: Uint8Array,
    passphraseLength: number,
    salt: Uint8Array,
    saltLength: number,
    key: Uint8Array,
    keyLength: number,
    rounds: number,
  ): number;
}
