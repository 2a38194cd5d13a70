import type { Texts } from '../current.ts';

export const alibabaLoginNames: Texts['alibabaLoginNames'] = {
  windows: '该实例运行 Windows',
  ecsUser: '其镜像使用 ecs-user 而不是 root 登录',
  root: '其镜像使用 root 登录',
  usual: (platform) => `阿里云上的 ${platform} 镜像默认使用 root 登录`,
  tag: (tag) => `实例的标签 ${tag} 如此指定`,
};
