/** @file What every session of the app may do: show its own address, and nothing else. Which layers hold is told in docs/privacy.md. */
import type { Session } from 'electron'
import { NO_NETWORK } from './locked-preferences.ts'

/**
 * Before the first page of the session.
 * @param origin the only address that is reached, e.g. `twinsort://app`
 * @param permissions Electron's names of what a page may be given
 * @returns when the last limit holds too, which is WebRTC's way by a proxy
 */
export function lockSession(session: Session, origin: string, permissions: readonly string[]): Promise<void> {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    decide(permissions.includes(permission))
  })
  session.setPermissionCheckHandler((_contents, permission) => permissions.includes(permission))
  session.on('will-download', (event) => {
    event.preventDefault()
  })
  // Chromium fetches a dictionary for a session, even if no page of it may use one.
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`) })
  })
  const { rules, bypass } = NO_NETWORK.proxy
  return session.setProxy({ mode: 'fixed_servers', proxyRules: rules, proxyBypassRules: bypass })
}
