/** Lengths of time, short. */
export const durations = {
  milliseconds: (milliseconds: number) => `${milliseconds} ms`,
  seconds: (seconds: number | string) => `${seconds} s`,
  minutes: (minutes: number) => `${minutes} min`,
  minutesSeconds: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  hoursMinutes: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
};
