/** What the host says of accounts. */
export const accountErrors = {
  noAccount: (account: string) => `There is no account ${account}.`,
  refresh: 'Refresh the list.',
  noPart: (cloud: string) => `This Gangway has no part for ${cloud}.`,
  ofFiles: (profile: string) => `${profile} is a profile of your files.`,
  removeThere: 'Remove it there; or turn it off here.',
  keysLocked: (profile: string) => `The keys of ${profile} are in the vault, which is locked.`,
  refreshByHand: 'Refresh by hand and unlock the vault.',
  whyKeys: (profile: string) => `The AccessKey of ${profile} is saved in it.`,
  keysGone: (profile: string) => `The vault does not hold the keys of ${profile} any more.`,
  addAgain: 'Remove the account and add it again.',
  taken: (profile: string) => `There is an account ${profile} already.`,
  otherName: 'Choose another name.',
  notKept: (why: string) => `The keys cannot be kept: ${why}`,
  useCli: 'Use a profile of the Alibaba Cloud CLI instead.',
  label: (profile: string) => `AccessKey of ${profile}`,
};
