/** @file The words of what surrounds the window (the app's menu and dialogs, the web shell's own pages), in each language. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Language } from '../../shared/languages.ts'
import { packageRoot } from './folders.ts'

const APP_WORDS = [
  ...['file', 'openFolder', 'openRecent', 'showLibrary', 'quit', 'close'],
  ...['edit', 'undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'],
  ...[
    'view',
    'resetZoom',
    'zoomIn',
    'zoomOut',
    'theme',
    'system',
    'light',
    'dark',
    'togglefullscreen',
    'reload',
  ],
  ...['help', 'about', 'chooseFolder', 'chooseFile', 'networks', 'stopped', 'nothingLost', 'showAgain'],
  ...['workDone', 'quitTitle', 'quitAt', 'quitUnderWay', 'quitGoesOn', 'quitAgain', 'stay'],
  ...['commandLine', 'commandInstalled', 'commandHow', 'commandPath', 'copyIt'],
] as const

const PAGE_NAMES = [
  ...['malformed', 'noCookie', 'wrongToken', 'spentToken', 'foreign', 'notFound', 'method'],
  ...['engine', 'failed', 'tooMany', 'notBuilt'],
] as const

const AppAndPageWords = z.strictObject({
  app: z.record(z.enum(APP_WORDS), z.string()),
  /** `text` holds our own words only: it is written into the page as it is. */
  pages: z.record(z.enum(PAGE_NAMES), z.strictObject({ title: z.string(), text: z.string() })),
})
export type AppAndPageWords = z.infer<typeof AppAndPageWords>

const read = new Map<Language, AppAndPageWords>()

/** Reads the language's file once. */
export function appAndPageWords(language: Language): AppAndPageWords {
  const known = read.get(language)
  if (known !== undefined) return known
  const file = path.join(packageRoot(), 'resources', 'locales', language, 'app-and-pages.json')
  const words = AppAndPageWords.parse(JSON.parse(readFileSync(file, 'utf8')))
  read.set(language, words)
  return words
}
