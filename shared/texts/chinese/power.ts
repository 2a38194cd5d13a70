import type { Texts } from '../current.ts';

export const power: Texts['power'] = {
  start: '启动…',
  stop: '停止…',
  reboot: '重启…',
  startAndConnect: '启动并在就绪后连接…',
  ask: { start: (name) => `启动 ${name}？`, stop: (name) => `停止 ${name}？`, reboot: (name) => `重启 ${name}？` },
  go: { start: '启动', stop: '停止', reboot: '重启' },
  goAndConnect: '启动并连接',
  changes: '会发生的变化',
  effect: (effect) => {
    switch (effect.kind) {
      case 'connections-end':
        return '其上打开的终端和远程桌面会断开。';
      case 'address-changes':
        return `公网地址 ${effect.address} 会被释放，下次启动时分配新的地址。`;
      case 'address-stays':
        return effect.elastic ? `弹性 IP ${effect.address} 保持不变。` : `公网地址 ${effect.address} 保持不变。`;
      case 'address-new':
        return '如果所在网络分配公网地址，它会得到一个新地址。';
      case 'local-disks':
        return '实例存储卷（如果有）上的数据会丢失，其他磁盘保留。';
      case 'billing-starts':
        return '从现在起对 CPU 和内存计费。';
      case 'billing-stops':
        return '停止期间不对 CPU 和内存计费，磁盘和保留的地址仍然计费。';
      case 'billing-goes-on':
        return '停止期间照常计费。';
      case 'prepaid':
        return '它是预付费实例，此操作不影响费用。';
      case 'capacity':
        return 'CPU 和内存会被释放：库存不足时，之后可能暂时无法启动。';
      case 'unsaved':
        return '系统尚未写入磁盘的数据会丢失。';
    }
  },
  eipStays: (address) => `弹性公网 IP ${address} 保持不变。`,
  stopMode: '停止期间',
  stopModes: { 'keep-charging': '普通停机：保留资源和地址，继续收费', 'stop-charging': '节省停机：释放资源和地址，只收磁盘费用' },
  force: '强制执行，不通知其系统',
  overdue: '账号已欠费，无法启动。请先在云控制台结清账单。',
  locked: '云平台出于安全原因锁定了它，原因见控制台。',
  tasks: '状态变化中的实例',
  phase: {
    asking: (name) => `${name}：正在请求云平台…`,
    starting: (name) => `${name} 正在启动…`,
    stopping: (name) => `${name} 正在停止…`,
    restarting: (name) => `${name} 正在重启…`,
    probing: (name, address) => (address === '' ? `${name} 已运行，正在等待响应…` : `${name} 已运行，正在等待 ${address} 响应…`),
    ready: (name) => `${name} 已就绪。`,
  },
  connect: '连接',
  stopWaiting: '停止等待',
  dismiss: '关闭',
  startIt: '启动并连接…',
};
