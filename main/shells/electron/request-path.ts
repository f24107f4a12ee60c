/** @file What a `twinsort://app/...` address stands for: a file of the window, or a picture by its id; nothing else. */
import path from 'node:path'
import { readPictureAddress, type PictureRequest } from '../../engine/host/pictures.ts'

export const SCHEME = 'twinsort'
export const ORIGIN = `${SCHEME}://app`

export type Requested =
  { kind: 'file'; /** Absolute. */ path: string } | { kind: 'picture'; picture: PictureRequest }

/** @param windowFolder Absolute path of the folder that holds the window's files. */
export function readRequest(address: string, windowFolder: string): Requested | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== `${SCHEME}:` || url.host !== 'app') return undefined
  const picture = readPictureAddress(url.pathname, url.searchParams)
  if (picture !== undefined) return { kind: 'picture', picture }
  const file = fileBelow(windowFolder, url.pathname === '/' ? '/index.html' : url.pathname)
  return file === undefined ? undefined : { kind: 'file', path: file }
}

/**
 * Vite names its files with plain letters, so anything that could mean another folder to some system (`..`, a backslash,
 * a colon, a percent sign, a hidden file) is refused rather than resolved.
 */
function fileBelow(folder: string, pathname: string): string | undefined {
  const parts = pathname.split('/').slice(1)
  if (!parts.every((part) => /^[\w-][\w.-]*$/.test(part))) return undefined
  return path.join(folder, ...parts)
}
