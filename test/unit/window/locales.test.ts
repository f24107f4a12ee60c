/** @file Every language says the same things: equal keys, equal placeholders, and a word for whatever the window asks for. */
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../../main/engine/folders.ts'
import { ExportFormat } from '../../../shared/contract/export-formats.ts'
import { LANGUAGES, Language, preferredLanguage } from '../../../shared/languages.ts'
import { readImageNetNames } from '../../../main/model/imagenet.ts'
import { readVocabulary } from '../../../main/model/words/vocabulary.ts'
import { appAndPageWords } from '../../../main/engine/app-and-pages.ts'
import { i18n } from '../../../renderer/i18n.ts'
import { StrategyName } from '../../../shared/domain.ts'
import { ErrorCode } from '../../../shared/errors.ts'
import { JobKind, JobStage } from '../../../shared/jobs.ts'
import { stageKey } from '../../../renderer/words/job-words.ts'
import { sentences } from '../../../shared/sentences/catalogue.ts'
import { keyHelp } from '../../../renderer/ui/keys/key-help.ts'

interface Tree {
  [key: string]: string | Tree
}
const Tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), Tree])))

const folder = path.join(packageRoot(), 'resources', 'locales')
const words = (language: string) =>
  flat(Tree.parse(JSON.parse(readFileSync(path.join(folder, language, 'window.json'), 'utf8'))))

function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
    ),
  )
}
function sourcesIn(name: string): string[] {
  const root = path.join(packageRoot(), name)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|vue)$/.test(file))
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
}
/** Without comments, which may tell of a language. */
const codeOf = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

/** The engine's own sentences are English: no file repeats them. */
const english = new Map([...words('en'), ...flat({ sentences })])
const others = Language.options.filter((name) => name !== 'en')

describe('a language', () => {
  it('is a folder and a line of the table', () => {
    expect(readdirSync(folder).sort()).toEqual([...Language.options].sort())
  })

  it.each(Language.options)(
    'has words for all that is around the window, and names to propose: %s',
    async (language) => {
      expect(Object.keys(appAndPageWords(language))).toEqual(['app', 'pages'])
      const resources = path.join(packageRoot(), 'resources')
      expect(await readImageNetNames(resources, language)).toHaveLength(1000)
      const kinds = async (of: Language) => (await readVocabulary(resources, of)).hypernyms.length
      expect(await kinds(language)).toBe(await kinds('en'))
      expect(Object.keys(i18n.global.messages.value[language]).sort()).toEqual(
        Object.keys(i18n.global.messages.value.en).sort(),
      )
    },
  )

  it('is named nowhere else: no source knows the tag or the name of one, but for English, which is the source of all', () => {
    const tags = others.map(
      (tag) => new RegExp(String.raw`'${tag}'|\b${tag}:|[.]${tag}[./]|${LANGUAGES[tag]}`),
    )
    const naming = ['main', 'shared', 'renderer'].flatMap((name) =>
      sourcesIn(name)
        .filter((text) => !text.includes('LANGUAGES = {') && tags.some((tag) => tag.test(codeOf(text))))
        .map((text) => text.slice(0, 100)),
    )
    expect(naming).toEqual([])
  })

  it('is found by what a browser or a system asks for', () => {
    expect(preferredLanguage(['de-AT', 'en'])).toBe('de')
    for (const tag of ['zh', 'zh-CN', 'zh-Hans', 'zh-Hans-CN', 'zh-TW', 'zh-Hant-HK']) {
      expect(preferredLanguage(['fr-FR', tag, 'en'])).toBe('zh')
    }
    expect(preferredLanguage(['den', 'EN-gb'])).toBe('en')
    expect(preferredLanguage([])).toBe('en')
  })
})

describe.each(others)('the words in %s', (language) => {
  const there = words(language)

  it('have the keys that English has', () => {
    expect([...there.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('have the same placeholders and numbers of plural forms, or one form where the language knows no plural', () => {
    const hasPlurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories.length > 1
    for (const [key, text] of there) {
      const original = english.get(key) ?? ''
      const forms = text.split('|').length
      expect({ key, holds: placeholders(text), forms }).toEqual({
        key,
        holds: placeholders(original),
        forms: !hasPlurals && forms === 1 ? 1 : original.split('|').length,
      })
    }
  })
})

describe('the words in Chinese', () => {
  const there = words('zh')
  /** As it is read: with what stands in for a key that is held down. */
  const asRead = (text: string) =>
    text.replaceAll(/\{(?:control|shift|controlShift|spaceControl|alt)\}/g, 'Ctrl+')
  const faults = (wrong: RegExp) =>
    [...there].filter(([, text]) =>
      asRead(text)
        .split(' | ')
        .some((form) => wrong.test(form)),
    )

  it('have a space between Chinese and Latin letters, figures and placeholders, everywhere', () => {
    expect(faults(/\p{Script=Han}[A-Za-z0-9{`]|[A-Za-z0-9%}`]\p{Script=Han}/u)).toEqual([])
  })

  it('have Chinese punctuation, without spaces around it or between characters', () => {
    expect(faults(/\p{Script=Han} ?[,;:!?()]|[,;:!?)] ?\p{Script=Han}|\p{Script=Han}\./u)).toEqual([])
    expect(faults(/\s[，。；：！？、（）]|[，。；：！？、（“]\s|\p{Script=Han}\s\p{Script=Han}/u)).toEqual([])
  })
})

describe('the words', () => {
  it('name every kind of error, every job and stage, every key of the help, every format of an export, every strategy', () => {
    const wanted = [
      ...ErrorCode.options.map((code) => `errors.${code}`),
      ...JobKind.options.map((kind) => `jobs.kind.${kind}`),
      ...JobStage.options.map((stage) => stageKey(stage)),
      ...StrategyName.options.flatMap((name) =>
        ['name', 'text'].map((word) => `training.strategies.${name}.${word}`),
      ),
      ...ExportFormat.options.flatMap((format) =>
        ['name', 'text', 'programs'].map((word) => `export.formats.${format}.${word}`),
      ),
      ...keyHelp().flatMap(({ place, rows }) => [
        `keys.groups.${place}`,
        ...rows.flatMap(({ names, says }) => [
          `keys.does.${says}`,
          ...names.map((name) => `keys.names.${name}`),
        ]),
      ]),
    ]
    expect(wanted.filter((key) => !english.has(key))).toEqual([])
  })

  it.each(Language.options)('name no key of one system in a text, since a Mac has others: %s', (language) => {
    const naming = [...words(language)].filter(
      ([key, text]) => !/^keys\.(modifiers|signs)\b/.test(key) && /\b(Ctrl|Strg|Alt)\b/.test(text),
    )
    expect(naming).toEqual([])
  })

  it('name every view', () => {
    const views = readFileSync(path.join(packageRoot(), 'renderer/app/views.ts'), 'utf8')
    const names = [...views.matchAll(/\{ name: '(\w+)', path:/g)].map(([, name]) => `places.${name}`)
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((key) => !english.has(key))).toEqual([])
  })

  it('name every job, and every stage of one', () => {
    const sources = sourcesIn('main')
    const named = (pattern: RegExp) =>
      sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name))
    const kinds = named(/asJob\(\w+, \{\s*kind: '([a-z]+)'/g)
    // What is told as `stage`, at once or by a helper that is told the words.
    const stages = named(/(?:\bstage: |\bwork\()'([a-z ]+)'/g)
    expect(kinds).toContain('neighbours')
    expect(stages).toContain('comparing photos')
    const wanted = [
      ...kinds.map((kind) => `jobs.kind.${kind}`),
      ...stages.map((stage) => `jobs.stage.${stage.replaceAll(' ', '-')}`),
    ]
    expect(wanted.filter((key) => !english.has(key))).toEqual([])
  })

  it('hold every key that the window names in full', () => {
    const named = sourcesIn('renderer').flatMap((source) =>
      [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1]),
    )
    expect(named.length).toBeGreaterThan(50)
    expect([...new Set(named)].filter((key) => !english.has(key))).toEqual([])
  })
})
