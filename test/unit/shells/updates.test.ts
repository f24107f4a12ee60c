/** @file Newer versions: where a build looks for them, and that nothing is loaded or looked for before the person wants it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../../main/engine/folders.ts'
import { switchesReaching } from '../../../main/shells/electron/security/locked-preferences.ts'
import { HEADERS } from '../../../main/shells/electron/updates/electron-updater.ts'
import { feedIn } from '../../../main/shells/electron/updates/feed.ts'
import { Updates, type Updater } from '../../../main/shells/electron/updates/updates.ts'
import { temporaryFolder } from '../../support/folder.ts'

const FEED = 'updates.example.org'

describe('the feed of a build', () => {
  const SIGNED = `provider: generic\nurl: https://${FEED}/twinsort/\nupdaterCacheDirName: twinsort-updater\npublisherName:\n  - The publisher\n`
  const UNSIGNED = SIGNED.replace(/^publisherName:[^]*/m, '')
  test.each([
    { text: SIGNED, platform: 'win32', expected: FEED },
    { text: SIGNED.replaceAll('\n', '\r\n'), platform: 'win32', expected: FEED },
    { text: UNSIGNED, platform: 'darwin', expected: FEED }, // the system itself compares signatures
    { text: UNSIGNED, platform: 'win32', expected: undefined },
    { text: SIGNED, platform: 'linux', expected: undefined },
    { text: SIGNED.replace('https:', 'http:'), platform: 'win32', expected: undefined },
    { text: SIGNED.replace('generic', 'github'), platform: 'win32', expected: undefined },
    { text: '', platform: 'win32', expected: undefined },
  ] as const)('$platform: $expected', async ({ text, platform, expected }) => {
    const folder = await temporaryFolder()
    if (text !== '') writeFileSync(path.join(folder, 'app-update.yml'), text)
    expect(feedIn(folder, platform)).toBe(expected)
  })

  test('is the only name that Chromium resolves, where updates are on', () => {
    expect(switchesReaching(undefined)).toEqual({ 'host-resolver-rules': 'MAP * ~NOTFOUND' })
    expect(switchesReaching(FEED)).toEqual({ 'host-resolver-rules': `MAP * ~NOTFOUND , EXCLUDE ${FEED}` })
  })
})

test('what electron-updater sends holds no number of this installation', ({ skip }) => {
  const require = createRequire(import.meta.url)
  const isThere = existsSync(path.join(packageRoot(), 'node_modules/electron-updater'))
  skip(!isThere, 'electron-updater is not installed in this checkout: npm ci')
  const { AppUpdater } = z
    .object({ AppUpdater: z.custom<{ prototype: { computeFinalHeaders: (headers: object) => object } }>() })
    .parse(require('electron-updater'))
  const { computeFinalHeaders } = AppUpdater.prototype
  const sent = (requestHeaders: object | null) =>
    computeFinalHeaders.call({ requestHeaders }, { 'x-user-staging-id': 'a number' })
  expect(sent(null)).toEqual({ 'x-user-staging-id': 'a number' })
  expect(sent(HEADERS)).toEqual({ 'x-user-staging-id': 'none' })
})

describe('updates', () => {
  async function begun({ feed, chosen }: { feed?: string; chosen?: string } = {}) {
    const file = path.join(await temporaryFolder(), 'state', 'updates.json')
    const again = () => new Updates(file, feed)
    if (chosen !== undefined) {
      new Updates(file, FEED).choose(true)
      writeFileSync(file, chosen)
    }
    const updates = again()
    const seen = { loaded: 0, looked: 0, installs: [] as boolean[] }
    let ready: ((version: string) => void) | undefined
    let fails = false
    const load = (): Promise<Updater> => {
      seen.loaded += 1
      return Promise.resolve({
        onReady: (listener) => (ready = listener),
        look: () => {
          seen.looked += 1
          return fails ? Promise.reject(new Error('no network')) : Promise.resolve()
        },
        installOnQuit: (wanted) => seen.installs.push(wanted),
      })
    }
    updates.begin(load, 0, 1)
    onTestFinished(() => {
      updates.end()
    })
    const fail = (is: boolean) => (fails = is)
    return { updates, again, seen, file, fail, offer: (version: string) => ready?.(version) }
  }

  test('are off, and nothing is loaded, until the person turns them on; which counts from the next start', async () => {
    const { updates, again, seen, file } = await begun({ feed: FEED })
    expect(updates.state()).toEqual({ host: FEED, on: false, waits: false, ready: null, failed: false })
    expect(updates.reached).toBeUndefined()
    expect(updates.choose(true)).toMatchObject({ on: true, waits: true })
    expect(updates.reached).toBeUndefined()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ on: true })
    const next = again()
    expect(next.state()).toMatchObject({ on: true, waits: false })
    expect(next.reached).toBe(FEED)
    expect(next.choose(false)).toMatchObject({ on: false, waits: false })
    expect(again().reached).toBeUndefined()
    expect(seen).toEqual({ loaded: 0, looked: 0, installs: [] })
  })

  test('are never there without a feed, whatever is asked or was chosen by another build', async () => {
    const { updates, seen } = await begun({ chosen: '{"on":true}' })
    expect(updates.state()).toMatchObject({ host: null, on: false })
    expect(updates.choose(true)).toMatchObject({ host: null, on: false, waits: false })
    expect(updates.reached).toBeUndefined()
    expect(seen.loaded).toBe(0)
  })

  test.each(['{', '{"on":1}'])('are off where the choice cannot be read: %s', async (chosen) => {
    const { updates } = await begun({ feed: FEED, chosen })
    expect(updates.state().on).toBe(false)
  })

  test('are looked for while they are on, tell what is ready and what failed, and end when they are turned off', async () => {
    const { updates, seen, offer, fail } = await begun({ feed: FEED, chosen: '{"on":true}' })
    await expect.poll(() => seen.looked).toBeGreaterThan(1)
    expect(seen.loaded).toBe(1)
    offer('2.0.0')
    expect(updates.state()).toMatchObject({ ready: '2.0.0', failed: false })
    fail(true)
    await expect.poll(() => updates.state().failed).toBe(true)
    fail(false)
    await expect.poll(() => updates.state().failed).toBe(false)

    expect(updates.choose(false)).toMatchObject({ on: false, ready: null })
    await expect.poll(() => seen.installs).toEqual([false])
    const { looked } = seen
    await expect.poll(() => seen.installs.length).toBe(1)
    expect(seen.looked - looked).toBeLessThan(2) // one may have been under way
  })
})
