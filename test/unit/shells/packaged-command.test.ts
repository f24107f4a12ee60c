/** @file What the installed application is called for, and its command, which hands words on. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { readCall } from '../../../main/shells/packaged/call.ts'
import { temporaryFolder } from '../../support/folder.ts'

describe('what it is called for', () => {
  test.each([
    { words: [], expected: { kind: 'window', words: [] } },
    {
      words: ['photos', '--library', 'l'],
      expected: { kind: 'window', words: ['photos', '--library', 'l'] },
    },
    // A folder may be called as a command is.
    { words: ['index'], expected: { kind: 'window', words: ['index'] } },
    { words: ['--command'], expected: { kind: 'window', words: [] } },
    {
      words: ['--ozone-platform=headless', '--command', 'index', 'photos', '--json'],
      expected: { kind: 'command', words: ['index', 'photos', '--json'] },
    },
    { words: ['--command', '--help'], expected: { kind: 'command', words: ['--help'] } },
    { words: ['--command', 'start', 'photos'], expected: { kind: 'window', words: ['photos'] } },
    {
      words: ['--command', '--library', 'start', 'start', 'photos'],
      expected: { kind: 'window', words: ['--library', 'start', 'photos'] },
    },
    { words: ['--command', 'start', '--help'], expected: { kind: 'command', words: ['start', '--help'] } },
    { words: ['--command', 'label', 'start'], expected: { kind: 'command', words: ['label', 'start'] } },
  ])('$words', ({ words, expected }) => {
    expect(readCall(['twinsort', ...words])).toEqual(expected)
  })
})

const bin = path.join(packageRoot(), 'resources/package/bin')
/** Stands where the application would, and says what it was started with. */
const SAYS_WORDS = '#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n'

describe.skipIf(process.platform === 'win32')('its command, found through a link', () => {
  test.each([
    { system: 'linux', app: 'twinsort', command: 'bin/twinsort' },
    { system: 'mac', app: 'MacOS/Twinsort', command: 'Resources/bin/twinsort' },
  ])('on $system', async ({ system, app, command }) => {
    const folder = path.join(await temporaryFolder(), 'Twin sort')
    const [program, script] = [path.join(folder, app), path.join(folder, command)]
    for (const file of [program, script]) mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(program, SAYS_WORDS)
    chmodSync(program, 0o755)
    expect(statSync(path.join(bin, system, 'twinsort')).mode & 0o111).toBe(0o111)
    copyFileSync(path.join(bin, system, 'twinsort'), script)
    const link = path.join(await temporaryFolder(), 'twinsort')
    symlinkSync(script, link)
    const run = (words: string[], env: NodeJS.ProcessEnv = {}): string[] =>
      execFileSync(link, words, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } })
        .split('\n')
        .filter(Boolean)
    const display = { DISPLAY: ':1' }
    expect(run(['index', 'my photos', '--json'], display)).toEqual([
      '--command',
      'index',
      'my photos',
      '--json',
    ])
    expect(run([], display)).toEqual([])
    const without = run(['status'])
    expect(without.slice(-2)).toEqual(['--command', 'status'])
    expect(without.includes('--ozone-platform=headless')).toBe(system === 'linux')
  })
})

test('on Windows it is a batch file in that system own lines', () => {
  const text = readFileSync(path.join(bin, 'win/twinsort.cmd'), 'utf8')
  expect(text.split('\n').every((line) => line === '' || line.endsWith('\r'))).toBe(true)
  expect(text).toContain('"%~dp0..\\Twinsort.exe" --command %*')
})

/** electron-builder's own scripts, save that the command is linked instead of the application. */
test.each(['after-install.tpl', 'after-remove.tpl'])('%s of deb and rpm is up to date', (name) => {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const folder = path.dirname(
    createRequire(resolve('app-builder-lib')).resolve('app-builder-lib/package.json'),
  )
  const theirs = readFileSync(path.join(folder, 'templates/linux', name), 'utf8')
  const place = "'/opt/${sanitizedProductName}/${executable}'"
  expect(theirs).toContain(place)
  const ours = readFileSync(path.join(packageRoot(), 'resources/package/linux', name), 'utf8')
  expect(ours).toBe(theirs.replaceAll(place, "'/opt/${sanitizedProductName}/bin/${executable}'"))
})
