/** @file Small pages for a person who cannot be shown the window: what is the matter, and what to do. In the browser's language. */
import type { ServerResponse } from 'node:http'
import { preferredLanguage } from '../../../shared/languages.ts'
import { appAndPageWords } from '../../engine/app-and-pages.ts'

/** Pages by name, with their HTTP status. */
export const PAGES = {
  malformed: { name: 'malformed', status: 400 },
  /** The link is for a browser that came here from another site: it holds its strict cookie back, but not from the link. */
  noCookie: { name: 'noCookie', status: 403 },
  wrongToken: { name: 'wrongToken', status: 403 },
  spentToken: { name: 'spentToken', status: 403 },
  foreign: { name: 'foreign', status: 403 },
  notFound: { name: 'notFound', status: 404 },
  method: { name: 'method', status: 405 },
  engine: { name: 'engine', status: 503 },
  failed: { name: 'failed', status: 500 },
  tooMany: { name: 'tooMany', status: 503 },
  notBuilt: { name: 'notBuilt', status: 503 },
} as const
type PlainPage = (typeof PAGES)[keyof typeof PAGES]

export function sendPage(response: ServerResponse, page: PlainPage): void {
  const language = preferredLanguage(wantedLanguages(response.req.headers['accept-language'] ?? ''))
  const { title, text } = appAndPageWords(language).pages[page.name]
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<title>${title} - Twinsort</title>
<h1>${title}</h1>
<p>${text}</p>
</html>
`
  response.statusCode = page.status
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Content-Length', Buffer.byteLength(html))
  response.end(html)
}

/** `de-AT, en;q=0.7, fr;q=0.9`: the most wanted first (RFC 9110, section 12.5.4). */
function wantedLanguages(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag, ...rest] = part.split(';').map((word) => word.trim())
      const weight = rest.find((word) => word.startsWith('q='))?.slice('q='.length)
      return { tag, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}
