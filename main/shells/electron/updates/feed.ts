/**
 * @file Where this build looks for newer versions, if anywhere: electron-builder puts `app-update.yml` beside the archive where it was told
 * of a feed. It counts only where what comes from it is checked by a signature: on Windows against the publisher that it names, on macOS
 * by the system. For Linux electron-updater compares checksums alone, so there is none: docs/adr/0049.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'

const FEED_FILE = 'app-update.yml'

/**
 * @param resources absolute path of the folder in which the archive lies
 * @returns the only machine that is asked; undefined where this build asks none
 */
export function feedIn(resources: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32' && platform !== 'darwin') return undefined
  const text = textOf(path.join(resources, FEED_FILE))
  const isSigned = platform === 'darwin' || /^publisherName:/m.test(text)
  const isPlain = /^provider: ['"]?generic['"]?$/m.test(text)
  const address = /^url: ['"]?(https:\/\/[^\s'"]+)['"]?$/m.exec(text)?.[1]
  if (!isSigned || !isPlain || address === undefined || !URL.canParse(address)) return undefined
  return new URL(address).hostname
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r', '')
  } catch {
    return '' // a build without a feed
  }
}
