/** @file What the hidden window's address `twinsort://compute/` stands for: its page and its script; and what that page may do. */
import path from 'node:path'
import { SCHEME } from '../request-path.ts'

export const HIDDEN_ORIGIN = `${SCHEME}://compute`

/**
 * Its own script and nothing else: no picture, no style, no connection, no code from strings. `webrtc` is of CSP level 3; Chromium
 * (153) does not know it yet, so that NO_NETWORK stands in for it.
 */
export const HIDDEN_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "webrtc 'block'",
].join('; ')

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
