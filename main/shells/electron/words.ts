/** @file The words of the menu and of the system's own dialogs, in the person's language; the window has its own. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { AppError } from '../../../shared/errors.ts'
import { JobKind } from '../../../shared/jobs.ts'
import { preferredLanguage } from '../../../shared/languages.ts'
import { errorIn } from '../../../shared/sentences/in-words.ts'
import { appAndPageWords, type AppAndPageWords } from '../../engine/app-and-pages.ts'

/** @param wanted The person's languages as the system names them, the most wanted first. */
export function wordsFor(wanted: readonly string[]): AppAndPageWords['app'] {
  return appAndPageWords(preferredLanguage(wanted)).app
}

/** Chinese adds the letter that opens a menu to its name, "文件(&F)"; a Mac has no such letters. */
export function menuLabel(label: string, isMac: boolean): string {
  return isMac ? label.replace(/\(&.\)$/u, '') : label
}

const Locale = z.object({ sentences: z.record(z.string(), z.string()) })

const JobWords = z.object({ jobs: z.object({ kind: z.record(JobKind, z.string()) }) })

/** What jobs are called, as in the window. @param resources absolute path of the folder `resources/` */
export async function jobWordsFor(
  wanted: readonly string[],
  resources: string,
): Promise<(kind: JobKind) => string> {
  const file = path.join(resources, 'locales', preferredLanguage(wanted), 'window.json')
  const { kind: words } = JobWords.parse(JSON.parse(await readFile(file, 'utf8'))).jobs
  return (kind) => words[kind]
}

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
    JSON.parse(await readFile(path.join(resources, 'locales', language, 'window.json'), 'utf8')),
  )
  const numbers = new Intl.NumberFormat(language)
  return errorIn(error, { texts: sentences, number: (amount) => numbers.format(amount) })
}
