import type { Texts } from '../current.ts';

export const durations: Texts['durations'] = {
  milliseconds: (milliseconds) => `${milliseconds} 毫秒`,
  seconds: (seconds) => `${seconds} 秒`,
  minutes: (minutes) => `${minutes} 分钟`,
  minutesSeconds: (minutes, seconds) => `${minutes} 分 ${seconds} 秒`,
  hoursMinutes: (hours, minutes) => `${hours} 小时 ${minutes} 分钟`,
};
