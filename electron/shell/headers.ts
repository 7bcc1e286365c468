/** What a page's content security policy allows beyond its fixed part (CSP Level 3). */
export interface PolicyOptions {
  /**
   * The origin of the contract's WebSocket (`ws://127.0.0.1:PORT`); absent in Electron, whose pages use a MessagePort.
   */
  socket?: string
  /** The source of a page's one inline style sheet, such as `'sha256-…'`. */
  style?: string
}

/**
 * The content security policy of the renderer's pages. WebAssembly is allowed for the code reader; inline and evaluated
 * scripts aren't.
 */
export function contentSecurityPolicy(options: PolicyOptions = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src ${options.style ?? "'self'"}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "worker-src 'self'",
    `connect-src 'self'${options.socket ? ` ${options.socket}` : ''}`,
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** The content security policy of a fallback page: no script, our own fonts, and one inline style sheet by its hash. */
export function fallbackSecurityPolicy(styleHash: string): string {
  return [
    "default-src 'none'",
    `style-src 'self' '${styleHash}'`,
    "font-src 'self'",
    'img-src data:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** Browser features that no page gets (Permissions Policy). The camera is the only one that our own pages get. */
const REFUSED_POWERS = [
  'accelerometer',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

/** The security headers that every answer carries, in both shells, with this content security policy. */
export function lockedHeaders(policy: string): Record<string, string> {
  return {
    'Content-Security-Policy': policy,
    'Permissions-Policy': ['camera=(self)', ...REFUSED_POWERS.map((power) => `${power}=()`)].join(', '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'X-DNS-Prefetch-Control': 'off',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
    'Cache-Control': 'no-store',
  }
}
