/** @file What the engine says is said by the window in its own language, and left as it is where nobody has words for it. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import de from '../../../resources/locales/de/window.json' with { type: 'json' }
import { packageRoot } from '../../../main/engine/folders.ts'
import { i18n } from '../../../renderer/i18n.ts'
import { engineWords, errorWords } from '../../../renderer/words/engine-words.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentences } from '../../../shared/sentences/catalogue.ts'
import {
  inEnglish,
  isAmount,
  sentence,
  verbatim,
  type Sentence,
  type SentenceValue,
} from '../../../shared/sentences/sentence.ts'

const keys = Object.keys(sentences) as Sentence['key'][]

/** Every placeholder is its own name, and every amount a number that no language writes in another way. */
function example(key: Sentence['key']): Sentence {
  const names = [...sentences[key].matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  return { key, values: Object.fromEntries(names.map((name) => [name, isAmount(name) ? 12 : name])) }
}
const shown = (value: SentenceValue) => (typeof value === 'object' ? inEnglish(value) : String(value))
/** By hand, as a check on the library: the form of many. */
function filled(text: string, { values }: Sentence): string {
  const form = text.split(' | ').at(-1) ?? ''
  return form.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(values[name]))
}

afterEach(() => {
  i18n.global.locale.value = 'en'
})

describe('the window', () => {
  it('says in English what the engine says', () => {
    for (const said of keys.map((key) => example(key))) {
      expect(errorWords(new AppError('internal', said))).toBe(inEnglish(said))
      expect(engineWords(said)).toBe(inEnglish(said))
    }
  })

  it('says it in German, of an error as of a notice', () => {
    i18n.global.locale.value = 'de'
    for (const said of keys.map((key) => example(key))) {
      const german = filled(de.sentences[said.key], said)
      expect(errorWords(new AppError('internal', said))).toBe(german)
      expect(engineWords(said)).toBe(german)
    }
  })

  it('writes amounts as the language does, and numbers that are names as they are', () => {
    i18n.global.locale.value = 'de'
    const notice = sentence('notice-second-waits', { count: 12_345, backbone: 'own:dino' })
    expect(engineWords(notice)).toMatch(/^12\.345 Fotos ließen sich nicht noch einmal lesen/)
    expect(engineWords(sentence('notice-second-waits', { count: 1, backbone: 'own:dino' }))).toMatch(
      /^1 Foto ließ /,
    )
    expect(engineWords(sentence('no-photo', { photo: 12_345 }))).toBe('Foto 12345 gibt es nicht mehr.')
  })

  it('says a sentence inside another one, but leaves what bears a sentence as its name', () => {
    i18n.global.locale.value = 'de'
    const reason = sentence('onnx-weights-elsewhere')
    expect(errorWords(new AppError('bad-input', sentence('no-onnx', { reason })))).toBe(
      'Das ist kein lesbares ONNX-Netz: seine Gewichte liegen in einer anderen Datei; exportieren Sie es als eine einzige.',
    )
    const name = inEnglish(sentence('file-empty'))
    expect(engineWords(sentence('class-without-photos', { class: name }))).toContain(`„${name}“`)
  })

  it('shows the message where it has no words: of SQLite, of another version', () => {
    i18n.global.locale.value = 'de'
    expect(errorWords(new AppError('internal', 'no such column: x'))).toBe('no such column: x')
    const newer = { key: 'not-yet-thought-of', values: {} }
    const error = AppError.fromPlain({ code: 'conflict', message: 'Said later', sentence: newer })
    expect(errorWords(error)).toBe('Said later')
    expect(engineWords(verbatim('no such column: x'))).toBe('no such column: x')
    expect(engineWords({ key: 'not-yet-thought-of', values: { file: '/a.jpg', count: 3 } })).toBe(
      'not-yet-thought-of: /a.jpg, 3',
    )
  })
})

it('is asked for every sentence of the catalogue somewhere', () => {
  const sources = ['main', 'shared', 'renderer'].flatMap((folder) =>
    readdirSync(path.join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|vue)$/.test(file) && !file.startsWith('sentences'))
      .map((file) => readFileSync(path.join(packageRoot(), folder, file), 'utf8')),
  )
  const all = sources.join('\n')
  /** Said by a helper, or put together where they are said. */
  const composed =
    /^(file|folder)-(denied|vanished|circle|disk-error|path-long|huge|unread)$|^no-truth-in-|^verbatim$/
  expect(keys.filter((key) => !composed.test(key) && !all.includes(`'${key}'`))).toEqual([])
})

it('speaks of one thing in the singular', () => {
  const ofOne = Object.values(sentences)
    .filter((text) => text.includes(' | '))
    .map((text) => text.split(' | ')[0])
  // Up to its first full stop or colon a form with "1" has one subject.
  const wrong = ofOne.filter((text) => /^1 [^.:;]*\b(?<!can )(?:have|are|were)\b/.test(text))
  expect(ofOne).not.toEqual([])
  expect(wrong).toEqual([])
})
