/** Tags by which a fleet tells Gangway, and only Gangway, what an image cannot know. Anyone who may tag an instance can set them. */

/** Port of the instance's sshd; anything but a port number is ignored. */
export const SSH_PORT_TAG = 'gangway:ssh-port';
/** Port of the instance's remote desktop; anything but a port number is ignored. */
export const RDP_PORT_TAG = 'gangway:rdp-port';
/** Login name of the instance; meant for this very purpose, so it goes before the evidence of the image. */
export const SSH_USER_TAG = 'gangway:ssh-user';
