/** @file What every page of the app does without, the window's as well as the hidden one's. */

export const LOCKED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false, // class names are no prose, and its dictionaries come over the network
  devTools: false,
} as const

/**
 * WebRTC is under no policy and no filter of requests: without UDP it has TCP left, which goes by a proxy, and that is one where
 * nobody can listen. A page's frames are under both too. No name is looked up either, for whatever reason.
 */
export const NO_NETWORK = {
  webRtc: 'disable_non_proxied_udp',
  /** Port 0 is no port; `<-loopback>` leaves out no address, this machine's own neither. */
  proxy: { rules: 'http://127.0.0.1:0', bypass: '<-loopback>' },
} as const

/** Of Chromium, on its command line. @param host the one name that is resolved; undefined for none */
export function switchesReaching(host: string | undefined): Record<string, string> {
  return { 'host-resolver-rules': host === undefined ? NO_NAME : `${NO_NAME} , EXCLUDE ${host}` }
}
const NO_NAME = 'MAP * ~NOTFOUND'
