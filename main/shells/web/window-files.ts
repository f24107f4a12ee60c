/**
 * @file The window's own files, as vite built them. Each is read whole and then sent: it is small, and a file that vanishes
 * or shrinks meanwhile (the window is built again, no more files can be opened) is the matter of one answer only.
 * Ranges are not offered: nobody resumes the download of a script.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { codeOf } from '../../../shared/errors.ts'
import { lookup } from 'mrmime'
import { windowPath } from '../../engine/host/window-path.ts'
import { PAGES, sendPage } from './plain-page.ts'

/**
 * @param folder Absolute path of the built window.
 * @throws the system's error where a file that is there cannot be read.
 */
export async function sendWindowFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [pathname] = (request.url ?? '').split('?', 1) // as it was sent: `URL` would resolve `..` to something else
  const file = windowPath(folder, pathname)
  const bytes = file === undefined ? undefined : await readIfThere(file)
  if (file === undefined || bytes === undefined) {
    const isBuilt = existsSync(path.join(folder, 'index.html'))
    sendPage(response, isBuilt ? PAGES.notFound : PAGES.notBuilt)
    return
  }
  const tag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
  response.setHeader('Cache-Control', 'no-cache') // asked again each time, and answered by 304
  response.setHeader('ETag', tag)
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end()
    return
  }
  const type = lookup(file) ?? 'application/octet-stream'
  response.setHeader('Content-Type', type === 'text/html' ? 'text/html;charset=utf-8' : type)
  response.setHeader('Content-Length', bytes.byteLength)
  response.end(bytes)
}

/** Codes of a path at which there is no file. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'EISDIR']

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (thrown) {
    if (ABSENT.includes(codeOf(thrown) ?? '')) return undefined
    throw thrown
  }
}
