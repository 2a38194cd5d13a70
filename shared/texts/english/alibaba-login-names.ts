/** Why a login name is proposed for an instance of Alibaba Cloud: completes “Login name root: …”. */
export const alibabaLoginNames = {
  windows: 'the instance runs Windows',
  ecsUser: 'its image logs in as ecs-user instead of root',
  root: 'its image logs in as root',
  usual: (platform: string) => `images of ${platform} on Alibaba Cloud log in as root unless told otherwise`,
  tag: (tag: string) => `the tag ${tag} of the instance says so`,
};
