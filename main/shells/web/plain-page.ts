/** @file Small pages for a person who cannot be shown the window: what is the matter, and what to do. */
import type { ServerResponse } from 'node:http'

export interface PlainPage {
  status: number
  title: string
  /** Our own words only: they are written into the page as they are. */
  text: string
}

export const PAGES = {
  malformed: { status: 400, title: 'This is no address', text: 'Twinsort does not understand it.' },
  /** The link is for a browser that came here from another site: it holds its strict cookie back, but not from the link. */
  noCookie: {
    status: 403,
    title: 'Open the address that Twinsort printed',
    text: 'This window belongs to the person who started Twinsort. Open the address that it printed in its terminal, the one that ends in <code>?token=...</code>. If you have just done so: <a href="/">go on to Twinsort</a>.',
  },
  wrongToken: {
    status: 403,
    title: 'Open the address that Twinsort printed',
    text: 'This address is not the one, perhaps of a Twinsort that was started earlier. Open the address that stands in the terminal in which Twinsort is running now.',
  },
  spentToken: {
    status: 403,
    title: 'This address has been used',
    text: 'Each address lets one browser in, and this one did already. Twinsort has just printed a fresh one in its terminal: open that.',
  },
  foreign: {
    status: 403,
    title: 'Not from here',
    text: 'Twinsort answers only its own window. Open the address that it printed in its terminal.',
  },
  notFound: { status: 404, title: 'Nothing here', text: '<a href="/">Go to Twinsort.</a>' },
  method: { status: 405, title: 'Not this way', text: 'Twinsort can only be read from here.' },
  engine: {
    status: 503,
    title: 'The engine does not answer',
    text: 'It may be starting again. Reload in a moment.',
  },
  notBuilt: {
    status: 503,
    title: 'The window is not built',
    text: 'Twinsort is running, but its window is missing. Run <code>npm run build</code> in its folder, then start it again.',
  },
} as const satisfies Record<string, PlainPage>

export function sendPage(response: ServerResponse, { status, title, text }: PlainPage): void {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title} - Twinsort</title>
<h1>${title}</h1>
<p>${text}</p>
</html>
`
  response.statusCode = status
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Content-Length', Buffer.byteLength(page))
  response.end(page)
}
