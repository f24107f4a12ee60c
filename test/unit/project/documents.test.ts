/** @file ARCHITECTURE.md is a map: every file that it names is there, and it stays on one page. Comments cite real records. */
import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8')
const named = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1])

async function ourFiles(): Promise<string[]> {
  const folders = ['main', 'shared', 'test', 'scripts', 'resources'].map(async (folder) => {
    const entries = await readdir(path.join(root, folder), { recursive: true })
    return entries.map((entry) => `/${folder}/${entry.replaceAll('\\', '/')}`)
  })
  return (await Promise.all(folders)).flat()
}

test('every source file that the map names exists', async () => {
  const files = await ourFiles()
  const sources = named.filter((name) => /^[\w/-]+\.(ts|mjs)$/.test(name) && !name.includes('NAME'))
  expect(sources.length).toBeGreaterThan(30)
  expect(sources.filter((name) => !files.some((file) => file.endsWith(`/${name}`)))).toEqual([])
})

test('every document that it links to exists, and it is one page', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1])
  expect(links.filter((link) => !existsSync(path.join(root, link)))).toEqual([])
  expect(text.split('\n').length).toBeLessThan(80)
})

test('every decision record that a comment cites exists', async () => {
  const records = await readdir(path.join(root, 'docs/adr'))
  const sources = (await ourFiles()).filter((file) => /\.(ts|mjs)$/.test(file))
  const cited = sources.flatMap((file) => [
    ...readFileSync(path.join(root, file), 'utf8').matchAll(/docs\/adr\/(\d{4})/g),
  ])
  expect(cited.length).toBeGreaterThan(0)
  expect(
    cited
      .map(([, number]) => number)
      .filter((number) => !records.some((record) => record.startsWith(number))),
  ).toEqual([])
})
