/** Large logs, made while they are read: the same text for the same seed. */

const linesPerPiece = 200;

export function* accessLog(seed: string): Generator<string> {
  const paths = ['/', '/cart', '/api/v2/products?page=3', '/api/v2/orders', '/assets/main.css', '/assets/app.js', '/login', '/healthz'];
  const agents = ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (Macintosh)', 'curl/8.14.1', 'kube-probe/1.34'];
  yield* lines(seed, 160_000, (random, at) => {
    const status = pick([200, 200, 200, 200, 200, 204, 301, 304, 404, 500], random);
    const colour = status >= 500 ? 31 : status >= 400 ? 33 : status >= 300 ? 36 : 32;
    const ip = `203.0.113.${random() % 254}`;
    const time = clock(at, 40);
    return `${ip} - - [21/Nov/2026:${time} +0000] "\u001b[1m${pick(['GET', 'GET', 'GET', 'POST'], random)}\u001b[0m ${pick(paths, random)} HTTP/1.1" \u001b[${colour}m${status}\u001b[0m ${random() % 90_000} "${pick(agents, random)}"`;
  });
}

export function* databaseLog(seed: string): Generator<string> {
  const statements = [
    'SELECT o.id, o.total FROM orders o JOIN customers c ON c.id = o.customer WHERE c.region = $1 ORDER BY o.placed DESC LIMIT 50',
    'UPDATE stock SET reserved = reserved + $1 WHERE sku = $2',
    'INSERT INTO events (kind, body) VALUES ($1, $2)',
    'VACUUM (ANALYZE) sessions',
  ];
  yield* lines(seed, 70_000, (random, at) => {
    const milliseconds = 250 + (random() % 4_000);
    const colour = milliseconds > 3_000 ? 31 : milliseconds > 1_500 ? 33 : 39;
    return `2026-11-21 ${clock(at, 90)} UTC [${2_000 + (random() % 90)}] app@shop LOG:  duration: \u001b[${colour}m${milliseconds}.${random() % 900} ms\u001b[0m  execute: ${pick(statements, random)}`;
  });
}

export function* jobLog(seed: string): Generator<string> {
  yield* lines(seed, 70_000, (random, at) => {
    const level = pick(['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'], random);
    const colour = { INFO: 32, DEBUG: 90, WARN: 33, ERROR: 31 }[level];
    return `${clock(at, 90)} \u001b[${colour}m${level.padEnd(5)}\u001b[0m worker[${random() % 8}] order ${100_000 + at} ${pick(['picked', 'packed', 'labelled', 'handed to carrier', 'retry in 30 s'], random)} in ${random() % 800} ms`;
  });
}

function* lines(seed: string, count: number, line: (random: () => number, at: number) => string): Generator<string> {
  const random = randomNumbers(seed);
  for (let at = 0; at < count; ) {
    let piece = '';
    for (let n = 0; n < linesPerPiece && at < count; n++, at++) piece += `${line(random, at)}\n`;
    yield piece;
  }
}

function clock(at: number, perSecond: number): string {
  const second = Math.floor(at / perSecond);
  return [Math.floor(second / 3600) % 24, Math.floor(second / 60) % 60, second % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function pick<T>(choices: readonly [T, ...T[]] | readonly T[], random: () => number): T {
  return choices[random() % choices.length] as T;
}

/** A linear congruential generator: quick, and not for secrets. */
function randomNumbers(seed: string): () => number {
  let state = [...seed].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
