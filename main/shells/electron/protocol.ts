/** @file The window's own address `twinsort://app/`: its files, and pictures by id through the engine. Nothing else is there. */
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { lookup } from 'mrmime'
import { AppError } from '../../../shared/errors.ts'
import { pictureCaching, type PictureRequest, type Pictures } from '../../engine/host/pictures.ts'
import { readRequest, SCHEME } from './request-path.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "worker-src 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-DNS-Prefetch-Control': 'off',
}

/** To be called before the app is ready. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/** @param windowFolder Absolute path of the folder with the window's files. */
export function serveWindow(windowFolder: string, pictures: Pictures): void {
  protocol.handle(SCHEME, async ({ method, url, signal }) => {
    const requested = method === 'GET' ? readRequest(url, windowFolder) : undefined
    if (requested === undefined) return answer(404)
    return requested.kind === 'file' ? file(requested.path) : picture(pictures, requested.picture, signal)
  })
}

async function file(absolute: string): Promise<Response> {
  try {
    // Node's own, which Electron lets read inside an asar archive: the file protocol has no privileges in a package.
    const bytes = new Uint8Array(await readFile(absolute))
    return answer(200, bytes, { 'Content-Type': lookup(absolute) ?? 'application/octet-stream' })
  } catch {
    return answer(404)
  }
}

async function picture(pictures: Pictures, request: PictureRequest, signal: AbortSignal): Promise<Response> {
  try {
    const { bytes, type, tag, lasting } = await pictures.fetch(request, signal)
    return answer(200, new Uint8Array(bytes), {
      'Content-Type': type,
      ETag: `"${tag}"`,
      'Cache-Control': pictureCaching(request, lasting),
    })
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    return answer(code === 'not-found' || code === 'bad-input' ? 404 : 503)
  }
}

function answer(
  status: number,
  body: BodyInit | null = null,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { status, headers: { ...HEADERS, ...headers } })
}
