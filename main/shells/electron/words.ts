/** @file The words of the menu and of the system's own dialogs, in the person's language; the window has its own. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Language } from '../../../shared/domain.ts'
import type { AppError } from '../../../shared/errors.ts'
import { preferredLanguage } from '../../../shared/language.ts'
import { errorIn } from '../../../shared/sentences/in-words.ts'

const english = {
  file: '&File',
  openFolder: 'Open folder…',
  showLibrary: 'Show the library on disk',
  quit: 'Quit',
  close: 'Close window',
  edit: '&Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: '&View',
  resetZoom: 'Actual size',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  theme: 'Theme',
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  togglefullscreen: 'Full screen',
  reload: 'Load again',
  help: '&Help',
  about: 'About Twinsort',
  chooseFolder: 'Choose a folder',
  chooseFile: 'Choose a network',
  networks: 'Networks',
  stopped: 'The window stopped working.',
  nothingLost: 'Nothing that you decided is lost.',
  showAgain: 'Show it again',
}

type Words = typeof english

const german: Words = {
  file: '&Datei',
  openFolder: 'Ordner öffnen …',
  showLibrary: 'Bibliothek auf der Festplatte zeigen',
  quit: 'Beenden',
  close: 'Fenster schließen',
  edit: '&Bearbeiten',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  selectAll: 'Alles auswählen',
  view: '&Ansicht',
  resetZoom: 'Originalgröße',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  theme: 'Farben',
  system: 'Wie das System',
  light: 'Hell',
  dark: 'Dunkel',
  togglefullscreen: 'Vollbild',
  reload: 'Neu laden',
  help: '&Hilfe',
  about: 'Über Twinsort',
  chooseFolder: 'Ordner wählen',
  chooseFile: 'Netz wählen',
  networks: 'Netze',
  stopped: 'Das Fenster reagiert nicht mehr.',
  nothingLost: 'Von Ihren Entscheidungen ist nichts verloren.',
  showAgain: 'Wieder zeigen',
}

const WORDS: Readonly<Record<Language, Words>> = { en: english, de: german }

/** @param wanted The person's languages as the system names them, the most wanted first. */
export function wordsFor(wanted: readonly string[]): Words {
  return WORDS[preferredLanguage(wanted)]
}

const Locale = z.object({ sentences: z.record(z.string(), z.string()) })

/**
 * What an error says, for a dialog of the system.
 * @param resources absolute path of the folder `resources/`
 */
export async function errorWordsFor(
  wanted: readonly string[],
  error: AppError,
  resources: string,
): Promise<string> {
  const language = preferredLanguage(wanted)
  if (language === 'en') return error.message
  const { sentences } = Locale.parse(
    JSON.parse(await readFile(path.join(resources, 'locales', `${language}.json`), 'utf8')),
  )
  const numbers = new Intl.NumberFormat(language)
  return errorIn(error, { texts: sentences, number: (amount) => numbers.format(amount) })
}
