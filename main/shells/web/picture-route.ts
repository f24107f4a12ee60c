/** @file `/thumbnails/ID`, `/photos/ID` and `/originals/ID`: pictures by their id, through the engine and nothing else; no path gets here. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../../shared/errors.ts'
import { pictureCaching, type PictureRequest, type Pictures } from '../../engine/host/pictures.ts'
import { PAGES, sendPage } from './plain-page.ts'

export async function sendPicture(
  pictures: Pictures,
  wanted: PictureRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    gone.abort() // scrolled past: the engine need not render it
  })
  try {
    const picture = await pictures.fetch(wanted, gone.signal)
    const tag = `"${encodeURIComponent(picture.tag)}"`
    response.setHeader('ETag', tag)
    response.setHeader('Cache-Control', pictureCaching(wanted, picture.lasting))
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end()
      return
    }
    response.setHeader('Content-Type', picture.type)
    response.setHeader('Content-Length', picture.bytes.byteLength)
    response.end(picture.bytes)
  } catch (thrown) {
    if (response.closed) return
    const { code } = AppError.from(thrown)
    sendPage(response, code === 'not-found' || code === 'bad-input' ? PAGES.notFound : PAGES.engine)
  }
}
