import type { Texts } from '../current.ts';

export const awsCredentials: Texts['awsCredentials'] = {
  wrongCode: (profile) => `AWS 未接受配置 ${profile} 的 MFA 验证码。`,
  wrongCodeHint: '请等待设备的下一个验证码后刷新；同时请检查设备的时钟。',
  ssoExpired: (profile) => `配置 ${profile} 对 IAM Identity Center 的登录已过期，或尚未登录。`,
  ssoForbidden: (profile) => `IAM Identity Center 未授予配置 ${profile} 对其账号和角色的访问权限。`,
  ssoForbiddenHint: '请检查 sso_account_id 和 sso_role_name，或向管理员申请分配。',
  expired: (profile) => `配置 ${profile} 的登录已过期，或尚未登录。`,
  program: (profile) => `配置 ${profile} 的程序（credential_process）失败。`,
  programTold: (profile, told) => `配置 ${profile} 的程序（credential_process）失败：${told}。`,
  programDid: (profile, program, what) =>
    `配置 ${profile} 的程序（credential_process${program === undefined ? '' : `：${program}`}）${what}。`,
  programFailed: '失败',
  programExit: (code) => `失败，退出码 ${code}`,
  programNotFound: '未被 shell 找到',
  programOutput: '输出超过 1 MB，Gangway 已将其终止',
  programHint: '请在 shell 中运行 credential_process 的命令，查看其输出。',
  programLate: (profile, program, seconds) =>
    `配置 ${profile} 的程序（credential_process${program === undefined ? '' : `：${program}`}）未在 ${seconds} 秒内结束，Gangway 已将其终止。`,
  programLateHint: '请在 shell 中运行 credential_process 的命令，查看它在等待什么，然后刷新。',
  roleRefused: (profile, role, action) => `配置 ${profile} 无法扮演角色 ${role}（${action}）。`,
  roleRefusedHint: (action) => `请检查 role_arn 和该角色的信任策略，以及扮演该角色的身份是否有 ${action} 权限，然后刷新。`,
  noToken: (profile) => `配置 ${profile} 的令牌文件（web_identity_token_file）不存在。`,
  noTokenHint: '请检查配置中的路径。',
  incomplete: (profile) => `配置 ${profile} 没有指定完整的凭证。`,
  unforeseen: (profile) => `无法获取配置 ${profile} 的凭证。`,
  unforeseenHint: (profile) => `请在 shell 中运行 \`aws sts get-caller-identity --profile ${profile}\`，查看更多信息。`,
  newCode: (profile) => `配置 ${profile} 需要其 MFA 设备的新验证码。`,
  newCodeHint: '请手动刷新以输入验证码。',
  noCode: (profile) => `没有输入配置 ${profile} 的 MFA 验证码。`,
  noCodeHint: '请刷新以重新输入。',
};
