/** Why a login name is proposed for an instance of AWS: completes “Login name ubuntu: …”. */
export const awsLoginNames = {
  image: (what: string, image: string) => `its image is ${what} (${image})`,
  copied: (what: string, image: string) => `its image was copied from ${what} (${image})`,
  billed: (platform: string) => `AWS bills the instance as ${platform}`,
  windows: 'the instance runs Windows',
  mac: 'the instance is a Mac',
  guess: 'nothing about the instance tells; this is the most common name on AWS',
  tag: (tag: string) => `the tag ${tag} of the instance says so`,
  what: {
    flatcar: 'Flatcar or CoreOS',
    bottlerocket: 'Bottlerocket (its admin container)',
    appliance: 'a network appliance',
    fedora: 'Fedora and CentOS',
    deepUbuntu: 'Deep Learning on Ubuntu',
    deepAmazon: 'Deep Learning on Amazon Linux',
  },
};
