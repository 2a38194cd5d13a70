/** The page's policy. It runs our own scripts only, and speaks to nobody but its host process. */
const POLICY: readonly (readonly [directive: string, value: string])[] = [
  ['default-src', "'none'"],
  ['script-src', "'self'"],
  // xterm.js, dockview and the positioning of menus set style attributes; no style may load anything (img-src, font-src).
  ['style-src', "'self' 'unsafe-inline'"],
  ['img-src', "'self' data:"],
  ['font-src', "'self'"],
  ['connect-src', "'self'"],
  ['frame-ancestors', "'none'"],
  ['base-uri', "'none'"],
  ['form-action', "'none'"],
];

/** Headers of every answer. `connect` is what the page may speak to beside its own origin. */
export function securityHeaders(options: { connect?: string } = {}): Record<string, string> {
  const policy = POLICY.map(([directive, value]) =>
    directive === 'connect-src' && options.connect !== undefined ? `${directive} ${value} ${options.connect}` : `${directive} ${value}`,
  ).join('; ');
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  };
}
