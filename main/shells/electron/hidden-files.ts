/** @file What the hidden window's address `twinsort://compute/` stands for: its page and its script; and what that page may do. */
import path from 'node:path'
import { SCHEME } from './request-path.ts'

export const HIDDEN_ORIGIN = `${SCHEME}://compute`

/**
 * Its own script and nothing else: no picture, no style, no connection, no code from strings. `webrtc` is of CSP level 3; Chromium
 * (153) does not know it yet, so that HIDDEN_NETWORK stands in for it.
 */
export const HIDDEN_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "webrtc 'block'",
].join('; ')

/**
 * WebRTC is under no policy and no filter of requests: without UDP it has TCP left, which goes by a proxy, and that is one where
 * nobody can listen. A page's frames are under both too.
 */
export const HIDDEN_NETWORK = {
  webRtc: 'disable_non_proxied_udp',
  /** Port 0 is no port; `<-loopback>` leaves out no address, this machine's own neither. */
  proxy: { rules: 'http://127.0.0.1:0', bypass: '<-loopback>' },
} as const

const FILES = new Map([
  ['/index.html', 'text/html'],
  ['/page.js', 'text/javascript'],
])

export interface HiddenFile {
  /** Absolute. */
  path: string
  type: string
}

/** @param folder Absolute path of the folder that holds the page. */
export function hiddenFile(address: string, folder: string): HiddenFile | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== `${SCHEME}:` || url.host !== 'compute') return undefined
  const type = FILES.get(url.pathname)
  return type === undefined ? undefined : { path: path.join(folder, url.pathname.slice(1)), type }
}
