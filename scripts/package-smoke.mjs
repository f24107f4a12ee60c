/**
 * @file `node scripts/package-smoke.mjs EXECUTABLE`: starts a packaged application on a folder of ten drawn pictures. Right is what the
 * command line of this checkout sees in the library that the window has open: all pictures read, labels taken, the others suggested;
 * then the application ends when it is told to, and the library is sound. Needs `npm run build`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { drawFolder } from './drawn-folder.mjs'
import { answerOf } from './package-run.mjs'

const PATIENCE_MS = 180_000
const EVERY_MS = 1000

const [, , executable] = process.argv
if (executable === undefined) throw new Error('Name the executable.')
const main = path.resolve(import.meta.dirname, '../dist/main/shells/cli/main.js')
const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-smoke-'))
const drawn = await drawFolder(folder)
const library = path.join(folder, 'library')
const app = spawn(path.resolve(executable), ['--library', library, drawn.photos], { stdio: 'inherit' })
const ended = once(app, 'exit')
try {
  await until('the pictures are read', ['status'], ({ photos }) => photos === drawn.count)
  await until(
    'labels are taken',
    ['label', '--file', drawn.labels],
    ({ labelled }) => labelled === drawn.labelled,
  )
  await until(
    'the others are suggested',
    ['suggest'],
    ({ suggestions }) => suggestions?.length === drawn.count - drawn.labelled,
  )
  if (app.exitCode !== null) throw new Error(`The application ended by itself, with ${app.exitCode}.`)
} finally {
  app.kill()
  await ended
}
await until('the library is sound', ['check'], ({ ok }) => ok === true)
await rm(folder, { recursive: true, force: true })

async function until(what, words, isSo) {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const said = await answerOf(main, folder, words)
    if (isSo(said)) break
    if (Date.now() > end || app.exitCode > 0)
      throw new Error(`Not so: ${what}. ${JSON.stringify(said).slice(0, 500)}`)
    await setTimeout(EVERY_MS)
  }
  process.stdout.write(`So it is: ${what}.\n`)
}
