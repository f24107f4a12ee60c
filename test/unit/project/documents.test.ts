/**
 * @file What the documents and the comments name is there: files, folders, links, decision records. ARCHITECTURE.md
 * stays short and narrow, so that two changes of it seldom touch the same line.
 */
import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { commentsOf, namedFiles, namedInBackquotes, unknownFiles } from './named-files.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

/** Every file and folder of the repository that people write, from the root, with `/` between the parts. */
async function ourFiles(): Promise<string[]> {
  const folders = ['.ci', 'docs', 'main', 'renderer', 'resources', 'scripts', 'shared', 'test']
  const below = folders.map(async (folder) => {
    const entries = await readdir(path.join(root, folder), { recursive: true })
    return entries.map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`)
  })
  return [...(await readdir(root)), ...folders, ...(await Promise.all(below)).flat()]
}

const files = await ourFiles()
const documents = files.filter((file) => file.endsWith('.md') && file !== 'THIRD-PARTY-NOTICES.md')
/** But this one, which names files that are not there. */
const sources = files.filter((file) => /\.(ts|mjs|vue)$/.test(file) && !file.endsWith('/documents.test.ts'))

test('every file and folder that a document names exists', () => {
  expect(documents.length).toBeGreaterThan(20)
  expect(namedInBackquotes(read('ARCHITECTURE.md')).length).toBeGreaterThan(80)
  expect(
    documents.flatMap((document) =>
      unknownFiles(namedInBackquotes(read(document)), files).map((name) => `${document}: ${name}`),
    ),
  ).toEqual([])
})

test('every link from a document to a file leads somewhere', () => {
  const dead = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !link.includes('://'))
      .filter((link) => !existsSync(path.join(root, path.dirname(document), link)))
      .map((link) => `${document}: ${link}`),
  )
  expect(dead).toEqual([])
})

/** As GitHub names a heading in an address. */
const addressOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

test('every link to a heading finds it', () => {
  const links = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)].map(([, file = '', heading = '']) => ({
      from: document,
      to: file === '' ? document : path.join(path.dirname(document), file),
      heading,
    })),
  )
  expect(links.length).toBeGreaterThan(2)
  const isThere = ({ to, heading }: (typeof links)[number]) =>
    [...read(to).matchAll(/^#+ (.*)$/gm)].some(([, title = '']) => addressOf(title) === heading)
  expect(links.filter((link) => !isThere(link))).toEqual([])
})

test('every file that a comment names exists', () => {
  const named = sources.map((file) => ({ file, names: namedFiles(commentsOf(read(file))) }))
  expect(named.flatMap(({ names }) => names).length).toBeGreaterThan(50)
  expect(
    named.flatMap(({ file, names }) => unknownFiles(names, files).map((name) => `${file}: ${name}`)),
  ).toEqual([])
})

test('every decision record that a comment cites exists', async () => {
  const records = await readdir(path.join(root, 'docs/adr'))
  const cited = sources.flatMap((file) =>
    [...read(file).matchAll(/docs\/adr\/(\d{4})/g)].map(([, number = '']) => number),
  )
  expect(cited.length).toBeGreaterThan(0)
  expect(cited.filter((number) => !records.some((record) => record.startsWith(number)))).toEqual([])
})

test('ARCHITECTURE.md stays short, and narrow enough for two changes to merge', () => {
  const lines = read('ARCHITECTURE.md').split('\n')
  expect(lines.filter((line) => line.length > 120)).toEqual([])
  expect(lines.length).toBeLessThan(300)
})

test('what names a file is told from what does not', () => {
  const there = ['main', 'main/a', 'main/a/b.ts', 'main/a/c.ts', 'main/a/view.vue', 'README.md']
  const text = 'See `b.ts`, `a/{b,c}.ts`, `a/NAME.ts`, `main/a/`, `README.md`, `F.csv`, `npm run x`, `main`'
  expect(unknownFiles(namedInBackquotes(text), there)).toEqual([])
  const wrong = '`d.ts` `b/a.ts` `a/{b,d}.ts` `main/b/` `main/a/c.tsx` `b/NAME.ts` `GUIDE.md` `main/a/*.vues`'
  expect(unknownFiles(namedInBackquotes(wrong), there)).toEqual(wrong.replaceAll('`', '').split(' '))
  expect(namedFiles(commentsOf("const x = 'no.ts' // as in b.ts\n/** and in\n * a/c.ts. */"))).toEqual([
    'b.ts',
    'a/c.ts',
  ])
})
