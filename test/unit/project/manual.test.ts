/**
 * @file The manual says what is there: its bold words are words of the window, its keys those of the help, its commands have these
 * options. Its pages are short, its pictures small, and none of them is forgotten.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { buildProgram } from '../../../main/shells/cli/program.ts'
import { Shell } from '../../../main/shells/cli/shell.ts'
import { Terminal } from '../../../main/shells/cli/terminal.ts'
import { keyHelp } from '../../../renderer/ui/keys/key-help.ts'
import { modifiersBefore } from '../../../renderer/ui/keys/key-words.ts'
import en from '../../../resources/locales/en/window.json' with { type: 'json' }

/** Lines; the list of keys is the longest. */
const LONGEST_PAGE = 160
const MEGABYTE = 1_000_000

const root = path.resolve(import.meta.dirname, '../../..')
const folder = path.join(root, 'docs/manual')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'))
const page = (name: string): string => read(`docs/manual/${name}`)
const ofPages = (find: (text: string) => string[]): string[] =>
  pages.flatMap((name) => find(page(name)).map((found) => `${name}: ${found}`))
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found.replaceAll(/\s+/g, ' '))

type Words = string | { readonly [key: string]: Words }
const messages = (words: Words): string[] =>
  typeof words === 'string' ? words.split(' | ') : Object.values(words).flatMap(messages)
/** What stands in for a word of a message may be any words. */
function patternOf(message: string): RegExp {
  const parts = message
    .split(/\{\w+\}/)
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.+')}$`)
}
/** Messages that are little more than a number would be found in any text. */
const said = messages(en)
  .filter((message) => /\p{L}{3}/u.test(message.replaceAll(/\{\w+\}/g, '')))
  .map(patternOf)
const isSaid = (text: string): boolean => said.some((message) => message.test(text))

test('every page is short, in the contents, and leads back to them', () => {
  expect(pages.length).toBeGreaterThan(11)
  const listed = all(page('README.md'), /\]\(([\w-]+\.md)\)/g)
  expect(listed.toSorted()).toEqual(pages.filter((name) => name !== 'README.md').toSorted())
  expect(pages.filter((name) => page(name).split('\n').length > LONGEST_PAGE)).toEqual([])
  expect(listed.filter((name) => !page(name).includes('[Contents](README.md)'))).toEqual([])
})

test('bold words are words of the window', () => {
  expect(isSaid('Are these all balloons?')).toBe(true)
  expect(isSaid('Sort everything')).toBe(false)
  expect(ofPages((text) => all(text, /\*\*([^*]+)\*\*/g)).length).toBeGreaterThan(80)
  expect(ofPages((text) => all(text, /\*\*([^*]+)\*\*/g).filter((bold) => !isSaid(bold)))).toEqual([])
})

/** Names of keys, as they are everywhere but on a Mac. */
function keyNames(): Record<string, string> {
  const before = Object.entries<string>({ ...modifiersBefore(en.keys.modifiers, false) })
  const written = (name: string) =>
    before.reduce((text, [modifier, words]) => text.replace(`{${modifier}}`, words), name)
  const names = z.record(z.string(), z.string()).parse(en.keys.names)
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, written(name)]))
}

test('keys.md lists the keys as the help does', () => {
  const names = keyNames()
  const does = z.record(z.string(), z.string()).parse(en.keys.does)
  const help = keyHelp().map(({ place, rows }) => [
    en.keys.groups[place as keyof typeof en.keys.groups],
    rows.map((row) => [row.names.map((name) => names[name]), does[row.says]]),
  ])
  const written = page('keys.md')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title] = section.split('\n')
      const rows = [...section.matchAll(/^\| (<kbd>.*?) *\| (.*?) *\|$/gm)]
      return [title, rows.map(([, keys = '', what]) => [all(keys, /<kbd>(.*?)<\/kbd>/g), what])]
    })
  expect(written).toEqual(help)
})

test('other pages name keys as the help does, and that of Review leaves none of its own out', () => {
  const names = keyNames()
  const known = new Set(Object.values(names))
  const keysOf = (text: string) => all(text, /<kbd>([^<]+)<\/kbd>/g)
  expect(ofPages((text) => keysOf(text).filter((key) => !known.has(key)))).toEqual([])
  const ofReview = keyHelp()
    .filter(({ place }) => place === 'page' || place === 'name')
    .flatMap(({ rows }) => rows.flatMap((row) => row.names.map((name) => names[name])))
  const named = new Set(keysOf(page('review.md')))
  expect(ofReview.filter((key) => !named.has(key))).toEqual([])
})

/** Runs nothing. A terminal takes the standard output for itself, which is given back. */
function program(): Command {
  const write = process.stdout.write.bind(process.stdout)
  const terminal = new Terminal({ json: false })
  process.stdout.write = write
  return buildProgram(new Shell(terminal, new AbortController().signal), terminal)
}
const twinsort = program()

/** What is wrong with a command as it is written: a word that names no command, or an option that it does not have. */
function problemOf(line: string): string | undefined {
  const words = line.split(/\s+/)
  let command = twinsort
  while (command.commands.length > 0 && words.length > 0 && !words[0].startsWith('--')) {
    const [word] = words
    const found = command.commands.find((each) => each.name() === word)
    if (found === undefined) return `${line}: no command ${word}`
    command = found
    words.shift()
  }
  const known = ['--help', ...[...twinsort.options, ...command.options].map(({ long }) => long)]
  const unknown = words.find((word) => word.startsWith('--') && !known.includes(word))
  return unknown === undefined ? undefined : `${line}: no option ${unknown}`
}

test.each(['README.md', 'README.zh-CN.md', ...pages.map((name) => `docs/manual/${name}`)])(
  'every command that %s names is there, with its options',
  (file) => {
    const lines = read(file)
      .split('\n')
      .flatMap((line) => all(line, /twinsort -- ([^#`]+)/g))
    expect(lines.map((line) => problemOf(line.trim())).filter(Boolean)).toEqual([])
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')))
    const run = [...all(read(file), /npm run (?:-s )?([\w:]+)/g), ...all(read(file), /npm (start|test)\b/g)]
    expect(run.filter((name) => !(name in scripts))).toEqual([])
  },
)

test('a command or an option that is not there is noticed', () => {
  expect(problemOf('label --file labels.csv')).toBeUndefined()
  expect(problemOf('snapshot save NAME')).toBeUndefined()
  expect(problemOf('snapshot keep NAME')).toContain('no command keep')
  expect(problemOf('label --files labels.csv')).toContain('no option --files')
})

test('every picture is made by the script, shown somewhere, and all of the manual together are small', () => {
  const pictures = readdirSync(path.join(folder, 'pictures')).map((name) => `manual/pictures/${name}`)
  const ofReadme = readdirSync(path.join(root, 'docs')).filter((name) => /\.(?:jpg|webp)$/.test(name))
  const made = all(read('test/pictures/main.ts'), /takePicture\(page, '([^']+)'/g)
  expect(made.toSorted()).toEqual([...pictures, ...ofReadme].toSorted())
  const shown = pages.flatMap((name) => all(page(name), /!\[[^\]]+\]\(pictures\/([^)]+)\)/g))
  expect(pictures.filter((file) => !shown.includes(path.basename(file)))).toEqual([])
  const bytes = pictures.reduce((sum, file) => sum + statSync(path.join(root, 'docs', file)).size, 0)
  expect(bytes).toBeLessThan(MEGABYTE)
})
