/** @file Small pages for a person who cannot be shown the window: what is the matter, and what to do. In the browser's language. */
import type { ServerResponse } from 'node:http'
import type { Language } from '../../../shared/domain.ts'
import { preferredLanguage } from '../../../shared/language.ts'

interface Words {
  title: string
  /** Our own words only: they are written into the page as they are. */
  text: string
}

export interface PlainPage extends Readonly<Record<Language, Words>> {
  status: number
}

export const PAGES = {
  malformed: {
    status: 400,
    en: { title: 'This is no address', text: 'Twinsort does not understand it.' },
    de: { title: 'Das ist keine Adresse', text: 'Twinsort versteht sie nicht.' },
  },
  /** The link is for a browser that came here from another site: it holds its strict cookie back, but not from the link. */
  noCookie: {
    status: 403,
    en: {
      title: 'Open the address that Twinsort printed',
      text: 'This window belongs to the person who started Twinsort. Open the address that it printed in its terminal, the one that ends in <code>?token=...</code>. If you have just done so: <a href="/">go on to Twinsort</a>.',
    },
    de: {
      title: 'Öffnen Sie die Adresse, die Twinsort ausgegeben hat',
      text: 'Dieses Fenster gehört der Person, die Twinsort gestartet hat. Öffnen Sie die Adresse, die in seinem Terminal steht und auf <code>?token=...</code> endet. Falls Sie das gerade getan haben: <a href="/">weiter zu Twinsort</a>.',
    },
  },
  wrongToken: {
    status: 403,
    en: {
      title: 'Open the address that Twinsort printed',
      text: 'This address is not the one, perhaps of a Twinsort that was started earlier. Open the address that stands in the terminal in which Twinsort is running now.',
    },
    de: {
      title: 'Öffnen Sie die Adresse, die Twinsort ausgegeben hat',
      text: 'Diese Adresse ist es nicht; vielleicht gehört sie zu einem Twinsort, das früher gestartet wurde. Öffnen Sie die Adresse in dem Terminal, in dem Twinsort jetzt läuft.',
    },
  },
  spentToken: {
    status: 403,
    en: {
      title: 'This address has been used',
      text: 'Each address lets one browser in, and this one did already. Twinsort has just printed a fresh one in its terminal: open that.',
    },
    de: {
      title: 'Diese Adresse ist verbraucht',
      text: 'Jede Adresse lässt einen Browser ein, und diese hat es schon getan. Twinsort hat in seinem Terminal gerade eine neue ausgegeben: öffnen Sie diese.',
    },
  },
  foreign: {
    status: 403,
    en: {
      title: 'Not from here',
      text: 'Twinsort answers only its own window. Open the address that it printed in its terminal.',
    },
    de: {
      title: 'Nicht von hier aus',
      text: 'Twinsort antwortet nur seinem eigenen Fenster. Öffnen Sie die Adresse, die in seinem Terminal steht.',
    },
  },
  notFound: {
    status: 404,
    en: { title: 'Nothing here', text: '<a href="/">Go to Twinsort.</a>' },
    de: { title: 'Hier ist nichts', text: '<a href="/">Zu Twinsort.</a>' },
  },
  method: {
    status: 405,
    en: { title: 'Not this way', text: 'Twinsort can only be read from here.' },
    de: { title: 'So nicht', text: 'Von hier aus lässt sich Twinsort nur lesen.' },
  },
  engine: {
    status: 503,
    en: { title: 'The engine does not answer', text: 'It may be starting again. Reload in a moment.' },
    de: {
      title: 'Der Rechenkern antwortet nicht',
      text: 'Vielleicht startet er gerade neu. Laden Sie die Seite gleich noch einmal.',
    },
  },
  failed: {
    status: 500,
    en: { title: 'That did not work', text: 'Twinsort goes on; its terminal says why. Try it again.' },
    de: {
      title: 'Das hat nicht geklappt',
      text: 'Twinsort läuft weiter; in seinem Terminal steht der Grund. Versuchen Sie es noch einmal.',
    },
  },
  tooMany: {
    status: 503,
    en: {
      title: 'Too many windows are open',
      text: 'Close some of them, then reload this page.',
    },
    de: {
      title: 'Zu viele Fenster sind offen',
      text: 'Schließen Sie einige davon und laden Sie diese Seite dann neu.',
    },
  },
  notBuilt: {
    status: 503,
    en: {
      title: 'The window is not built',
      text: 'Twinsort is running, but its window is missing. Run <code>npm run build</code> in its folder, then start it again.',
    },
    de: {
      title: 'Das Fenster ist nicht gebaut',
      text: 'Twinsort läuft, aber sein Fenster fehlt. Führen Sie in seinem Ordner <code>npm run build</code> aus und starten Sie es dann noch einmal.',
    },
  },
} as const satisfies Record<string, PlainPage>

export function sendPage(response: ServerResponse, page: PlainPage): void {
  const language = preferredLanguage(wantedLanguages(response.req.headers['accept-language'] ?? ''))
  const { title, text } = page[language]
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
