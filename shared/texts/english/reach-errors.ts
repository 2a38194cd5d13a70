/** Why what decides about reach cannot be asked. */
export const reachErrors = {
  typeIt: 'Type the address instead.',
  noPublic: (service: string) => `${service} did not answer with a public address.`,
  noHttps: (variable: string) => `${variable} is no https address.`,
  correctIt: 'Correct it, or type the address instead.',
  late: (service: string) => `${service} did not answer in time.`,
  unasked: (service: string, code: string) => `${service} cannot be asked (${code}).`,
  refused: (service: string, status: number) => `${service} refused (HTTP ${status}).`,
  unsupported: 'Gangway cannot read the security groups of this cloud.',
  unsupportedHint: 'See them in the cloud’s console.',
};
