/** @file What a `twinsort://app/...` address stands for: a file of the window, or a picture by its id; nothing else. */
import { readPictureAddress, type PictureRequest } from '../../engine/host/pictures.ts'
import { windowPath } from '../../engine/host/window-path.ts'

export const SCHEME = 'twinsort'
export const ORIGIN = `${SCHEME}://app`

export type Requested =
  | { kind: 'file'; /** Absolute. */ path: string }
  | { kind: 'picture'; picture: PictureRequest }

/** @param windowFolder Absolute path of the folder that holds the window's files. */
export function readRequest(address: string, windowFolder: string): Requested | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== `${SCHEME}:` || url.host !== 'app') return undefined
  const picture = readPictureAddress(url.pathname, url.searchParams)
  if (picture !== undefined) return { kind: 'picture', picture }
  const file = windowPath(windowFolder, url.pathname)
  return file === undefined ? undefined : { kind: 'file', path: file }
}
