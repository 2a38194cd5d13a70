/** Why credentials of AWS are not to be had. */
export const awsCredentials = {
  wrongCode: (profile: string) => `AWS did not accept the MFA code for profile ${profile}.`,
  wrongCodeHint: 'Wait for the next code of the device and refresh; also check the clock of the device.',
  ssoExpired: (profile: string) => `The sign-in of profile ${profile} to IAM Identity Center has expired, or there is none yet.`,
  ssoForbidden: (profile: string) => `IAM Identity Center gives profile ${profile} no access to its account and role.`,
  ssoForbiddenHint: 'Check sso_account_id and sso_role_name, or ask your administrator for the assignment.',
  expired: (profile: string) => `The sign-in of profile ${profile} has expired, or there is none yet.`,
  program: (profile: string) => `The program of profile ${profile} (credential_process) failed.`,
  programTold: (profile: string, told: string) => `The program of profile ${profile} (credential_process) ${told}.`,
  programDid: (profile: string, program: string | undefined, what: string) =>
    `The program of profile ${profile} (credential_process${program === undefined ? '' : `: ${program}`}) ${what}.`,
  programFailed: 'failed',
  programExit: (code: number) => `failed with exit code ${code}`,
  programNotFound: 'was not found by the shell',
  programOutput: 'printed more than a megabyte, so Gangway ended it',
  programHint: 'Run the command of credential_process in a shell to see what it says.',
  programLate: (profile: string, program: string | undefined, seconds: number) =>
    `The program of profile ${profile} (credential_process${program === undefined ? '' : `: ${program}`}) did not end within ${seconds} s, so Gangway ended it.`,
  programLateHint: 'Run the command of credential_process in a shell to see what it waits for, then refresh.',
  roleRefused: (profile: string, role: string, action: string) => `Profile ${profile} may not assume the role ${role} (${action}).`,
  roleRefusedHint: (action: string) =>
    `Check role_arn and the trust policy of the role, and that whoever assumes it is allowed ${action}; then refresh.`,
  noToken: (profile: string) => `The token file of profile ${profile} (web_identity_token_file) is not there.`,
  noTokenHint: 'Check the path in the profile.',
  incomplete: (profile: string) => `Profile ${profile} names no complete credentials.`,
  unforeseen: (profile: string) => `The credentials of profile ${profile} could not be obtained.`,
  unforeseenHint: (profile: string) => `Try \`aws sts get-caller-identity --profile ${profile}\` in a shell to see more.`,
  newCode: (profile: string) => `Profile ${profile} needs a new code of its MFA device.`,
  newCodeHint: 'Refresh by hand to enter one.',
  noCode: (profile: string) => `No MFA code was given for profile ${profile}.`,
  noCodeHint: 'Refresh to be asked again.',
};
