/** @file What no page in the app may do, whatever it shows: go elsewhere, open windows, embed pages, get permissions, reach a network. */
import { app, session, shell } from 'electron'
import { NO_NETWORK } from './locked-preferences.ts'
import { lockSession } from './locked-session.ts'
import { ORIGIN } from '../request-path.ts'

/** The one permission that the window needs: a click puts a path onto the clipboard. Reading it is another one. */
const COPY = 'clipboard-sanitized-write'

/** To be called when the app is ready, before the first window. */
export function lockDown(): void {
  void lockSession(session.defaultSession, ORIGIN, [COPY]) // the page's policy forbids all connections before the proxy does
  app.on('web-contents-created', (_created, contents) => {
    // The hidden window, which has a session of its own, opens nothing outside either.
    const offer = contents.session === session.defaultSession ? openOutside : () => undefined
    contents.setWebRTCIPHandlingPolicy(NO_NETWORK.webRtc)
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.on('will-navigate', (event, address) => {
      if (isOurs(address)) return
      event.preventDefault()
      offer(address)
    })
    contents.on('will-redirect', (event, address) => {
      if (!isOurs(address)) event.preventDefault()
    })
    contents.setWindowOpenHandler(({ url }) => {
      offer(url)
      return { action: 'deny' }
    })
  })
}

export function isOurs(address: string): boolean {
  return address.startsWith(`${ORIGIN}/`)
}

/** Only what a browser is for: any other scheme could start any other program. */
function openOutside(address: string): void {
  if (URL.canParse(address) && new URL(address).protocol === 'https:') void shell.openExternal(address)
}
