/** What a document of ours may do: nothing that isn't said here (CSP Level 3). */
export interface PolicyOptions {
  /** Origin of the contract's socket (`ws://127.0.0.1:PORT`); Electron's pages have a port instead. */
  socket?: string
  /** Sources of the one inline style sheet of a fallback page, such as `'sha256-…'`. */
  style?: string
}

/**
 * The content security policy of a page. WebAssembly is allowed for the code reader; inline and evaluated script never
 * is.
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

/** The policy of a page that only says a sentence: no script, its fonts and one style sheet known by its hash. */
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

/** Powers that a page could ask for. All but the camera are refused to everybody. */
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

/** The headers that every answer carries, in both shells, whatever it holds. */
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
