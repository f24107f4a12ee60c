/** @file The headers of every answer, whatever it is. */
import type { ServerResponse } from 'node:http'

/** @param hosts Under which the page may have been opened: some browsers do not count a WebSocket as 'self'. */
export function contentSecurityPolicy(hosts: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    `connect-src 'self' ${hosts.map((host) => `ws://${host}`).join(' ')}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export function setSecurityHeaders(response: ServerResponse, hosts: readonly string[]): void {
  response.setHeader('Content-Security-Policy', contentSecurityPolicy(hosts))
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  // Routes that know better say so.
  response.setHeader('Cache-Control', 'no-store')
}
