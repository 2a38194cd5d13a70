/** A program that rings without end is heard and seen this often at most, in milliseconds. */
const BELL_PAUSE = 500;
const FLASH_MS = 120;
const TONE = { hertz: 660, seconds: 0.09, loudness: 0.06 };

export interface Bell {
  ring(how: 'none' | 'visual' | 'sound'): void;
}

export interface BellDeps {
  /** Makes the terminal light up for so many milliseconds. */
  readonly flash: (milliseconds: number) => void;
  readonly tone: () => void;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** Carries out the bell of one terminal, never faster than a person can bear. */
export function createBell({ flash, tone, now = () => performance.now() }: BellDeps): Bell {
  let last = Number.NEGATIVE_INFINITY;
  return {
    ring(how) {
      if (how === 'none' || now() - last < BELL_PAUSE) return;
      last = now();
      if (how === 'visual') flash(FLASH_MS);
      else tone();
    },
  };
}

/** Lights an element up: a short wash, or a frame that stands still for those who asked for less motion. */
export function flashElement(element: HTMLElement, milliseconds: number): void {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.animate(
    still
      ? [{ boxShadow: 'inset 0 0 0 2px var(--accent)' }, { boxShadow: 'inset 0 0 0 2px var(--accent)' }]
      : [{ filter: 'invert(0.25)' }, { filter: 'none' }],
    { duration: still ? milliseconds * 4 : milliseconds },
  );
}

let audio: AudioContext | undefined;

/** A short, soft tone; silent where the page has no sound. */
export function playTone(): void {
  try {
    audio ??= new AudioContext();
    const start = audio.currentTime;
    const volume = audio.createGain();
    volume.gain.setValueAtTime(TONE.loudness, start);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + TONE.seconds);
    const oscillator = audio.createOscillator();
    oscillator.frequency.value = TONE.hertz;
    oscillator.connect(volume).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + TONE.seconds);
  } catch {
    audio = undefined;
  }
}
