/** @file The window's own files, as vite built them. They are listed once, so that no path can lead anywhere else. */
import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import sirv from 'sirv'
import { PAGES, sendPage } from './plain-page.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** @param folder Absolute path of the built window. */
export function windowFiles(folder: string): Answer {
  if (!existsSync(path.join(folder, 'index.html'))) {
    return (_request, response) => {
      sendPage(response, PAGES.notBuilt)
    }
  }
  const files = sirv(folder, {
    etag: true,
    setHeaders(response) {
      response.setHeader('Cache-Control', 'no-cache') // asked again each time, and answered by 304
    },
  })
  return (request, response) => {
    files(request, response, () => {
      sendPage(response, PAGES.notFound)
    })
  }
}
