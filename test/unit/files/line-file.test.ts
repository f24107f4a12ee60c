import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { LineFile } from '../../../main/files/line-file.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** Twenty characters with its end. */
const line = (number: number): string => `line number ${String(number).padStart(7, '0')}`

test('keeps the newest lines in two files, and no more than twice the size', async () => {
  const file = path.join(await temporaryFolder(), 'log')
  const lines = new LineFile(file, 200)
  expect(await lines.lines()).toEqual([])
  for (let number = 0; number < 1000; number += 1) lines.add(line(number))
  const kept = await lines.lines()
  expect(kept.at(-1)).toBe(line(999))
  expect(kept.length).toBeGreaterThan(10)
  expect(kept).toEqual(kept.map((_, index) => line(1000 - kept.length + index)))
  for (const name of [file, `${file}.older`]) {
    expect(statSync(name, { throwIfNoEntry: false })?.size ?? 0).toBeLessThanOrEqual(220)
    if (process.platform !== 'win32') expect(statSync(name).mode & 0o777).toBe(0o600)
  }
})

test('a file that cannot be moved aside grows no further, and says so', async () => {
  const file = path.join(await temporaryFolder(), 'log')
  const lines = new LineFile(file, 10)
  lines.add('longer than that')
  mkdirSync(path.join(`${file}.older`, 'something'), { recursive: true })
  expect(() => {
    lines.add('one more')
  }).toThrow(/rename/)
  expect(readFileSync(file, 'utf8')).toBe('longer than that\n')
})

test('two that write lose nothing but what is too old', async () => {
  const file = path.join(await temporaryFolder(), 'log')
  const writers = [new LineFile(file, 400), new LineFile(file, 400)]
  for (let number = 0; number < 100; number += 1) writers[number % 2].add(line(number))
  const kept = await writers[0].lines()
  expect(kept).toEqual(kept.map((_, index) => line(100 - kept.length + index)))
  expect(kept.length).toBeGreaterThan(20)
})

test('a line that was cut off takes only the next one with it', async () => {
  const file = path.join(await temporaryFolder(), 'log')
  const lines = new LineFile(file, 1000)
  lines.add('first')
  appendFileSync(file, 'half a li')
  lines.add('second')
  lines.add('third')
  expect(await lines.lines()).toEqual(['first', 'half a lisecond', 'third'])
})

test('is removed with the older one, and begins anew', async () => {
  const file = path.join(await temporaryFolder(), 'log')
  const lines = new LineFile(file, 1000)
  lines.remove()
  writeFileSync(`${file}.older`, 'a\n')
  lines.add('b')
  lines.remove()
  expect(await lines.lines()).toEqual([])
  lines.add('c')
  expect(await lines.lines()).toEqual(['c'])
})
