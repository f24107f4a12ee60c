/** @file Which commands typed letters find, and in which order. */
import { expect, test } from 'vitest'
import { findCommands, type Command } from '../../../renderer/app/palette/find-commands.ts'

const command = (group: string, label: string): Command => ({ id: label, group, label, run: () => undefined })
const COMMANDS = [
  command('Go to', 'Photos'),
  command('Go to', 'Reading photos'),
  command('Language', 'Größte Schrift'),
  command('Appearance', 'Dark'),
  command('Appearance', 'Light'),
  command('语言', '简体中文'),
]

test.each([
  ['', ['Photos', 'Reading photos', 'Größte Schrift', 'Dark', 'Light', '简体中文']],
  ['photo', ['Photos', 'Reading photos']],
  ['photos READ', ['Reading photos']],
  ['app', ['Dark', 'Light']],
  ['app dark', ['Dark']],
  ['grosste', []],
  ['größ', ['Größte Schrift']],
  ['ark', ['Dark']],
  ['中文', ['简体中文']],
  ['nothing like it', []],
])('%o finds %o', (typed, labels) => {
  expect(findCommands(typed, COMMANDS).map(({ label }) => label)).toEqual(labels)
})

test('words that begin so come before words that only hold the letters', () => {
  const found = findCommands('li', [command('Other', 'Duplicates alike'), ...COMMANDS])
  expect(found.map(({ label }) => label)).toEqual(['Light', 'Duplicates alike'])
})
