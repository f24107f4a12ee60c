/** @file The README in English and in Chinese have the same parts, so that whoever changes one does not forget the other. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((file) =>
  readFileSync(path.join(root, file), 'utf8'),
)

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found)

const PARTS: Readonly<Record<string, (text: string) => string[]>> = {
  'levels of headings': (text) => all(text, /^(#+) /gm),
  pictures: (text) => all(text, /!\[[^\]]+\]\(([^)]+)\)/g),
  links: (text) =>
    all(text, /(?<!!\[[^\]]*)\]\(([^)]+)\)/g)
      .filter((link) => !link.startsWith('README'))
      .toSorted(),
  /** What stands behind # is words. */
  'lines of code': (text) =>
    all(text, /```sh\n(.*?)```/gs).flatMap((code) =>
      code.split('\n').map((line) => line.replace(/ *#.*/, '')),
    ),
  'names in backquotes': (text) => [...new Set(all(text, /(?<!`)`([^`\n]+)`(?!`)/g))].toSorted(),
  'rows of tables': (text) => all(text, /^(\|)/gm),
}

test.each(Object.keys(PARTS))('both have the same %s', (name) => {
  const of = PARTS[name]
  expect(of(english).length).toBeGreaterThan(0)
  expect(of(chinese)).toEqual(of(english))
})

test('each leads to the other, and both begin with the two commands for the start', () => {
  expect(english).toContain('](README.zh-CN.md)')
  expect(chinese).toContain('](README.md)')
  for (const text of [english, chinese]) {
    const [first = ''] = PARTS['lines of code'](text)
    expect(first).toBe('npm ci && npm start -- FOLDER')
    expect(text).toMatch(/^npm ci && npm test /m)
  }
})
