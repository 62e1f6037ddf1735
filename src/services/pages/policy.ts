import type { Configuration, S3Configuration } from '../../configuration.ts'

/** What a page may do, as headers. The nonce belongs to one answer. */
export function pageHeaders(configuration: Configuration, nonce: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentPolicy(storeOrigins(configuration.s3), nonce),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), payment=(), usb=()',
    'Cache-Control': 'no-store'
  }
}

/**
 * No script but ours, and nothing that becomes markup or script out of a string: the pages need no policy of Trusted Types,
 * since the component library's variables are put into a constructed style sheet (`web/theme`).
 */
function contentPolicy(store: readonly string[], nonce: string): string {
  const files = ["'self'", 'blob:', ...store].join(' ')
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src ${files}`,
    `media-src ${files}`,
    `connect-src ${["'self'", ...store].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join('; ')
}

/** Where browsers fetch files and put them; an own store answers under the address of the pages. */
function storeOrigins(s3: S3Configuration | null): string[] {
  if (!s3) return []
  const endpoint = new URL(s3.publicEndpoint ?? `https://s3.${s3.region}.amazonaws.com`)
  if (s3.forcePathStyle) return [endpoint.origin]
  return [`${endpoint.protocol}//${s3.bucket}.${endpoint.host}`]
}
