/**
 * @file The main job through a window's pipe, and every command of the command line, in one process that lives long enough to report
 * something somewhere. Its words: a folder of photos whose folders are their classes, and an empty one for all that it writes.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { buildProgram } from '../../main/shells/cli/program.ts'
import { Shell } from '../../main/shells/cli/shell.ts'
import { Terminal } from '../../main/shells/cli/terminal.ts'
import { webSocketPort } from '../../main/shells/web/websocket-port.ts'
import { createClient, type Client } from '../../shared/client.ts'
import { ExportFormat } from '../../shared/contract/export-formats.ts'
import type { PageAnswer } from '../../shared/domain.ts'
import { ENTRY } from '../support/command-line.ts'

const [, , photos, folder] = process.argv
/** Said when ONNX Runtime has computed: from then on it would report. */
const COMPUTES = 'the engine computes'

const shell = new Shell(new Terminal({ json: false }), new AbortController().signal)
const done = new Set<string>()

/** @throws Error when the command fails. */
async function run(...words: string[]): Promise<void> {
  const program = buildProgram(shell, shell.terminal)
  done.add(words[0])
  await program.parseAsync([...words, '--library', path.join(folder, 'library')], { from: 'user' })
  if (shell.failed) throw new Error(`${words.join(' ')} has failed.`)
}

/** A refusal is an answer too. */
async function attempt(...words: string[]): Promise<void> {
  await run(...words).catch(() => undefined)
  shell.failed = false
}

/** Commands without words above: what they do without any must not go anywhere either. */
async function runTheRest(): Promise<void> {
  const rest = (command: Command): string[][] =>
    command.commands.length === 0
      ? [[command.name()]]
      : command.commands.flatMap((inner) => rest(inner).map((words) => [command.name(), ...words]))
  const names = buildProgram(shell, shell.terminal).commands.flatMap(rest)
  for (const words of names.filter(([name]) => !done.has(name) && name !== 'start')) {
    await attempt(...words)
  }
}

async function answerOf(client: Pick<Client, 'call'>): Promise<PageAnswer> {
  const { page } = await client.call('page', {})
  if (page === null) throw new Error('There is no page to answer.')
  return {
    page: page.id,
    exclude: [],
    answers: [{ class: `of page ${page.id}`, ids: page.photos.map(({ id }) => id) }],
  }
}

async function commands(): Promise<void> {
  const out = (name: string) => path.join(folder, name)
  const [first] = await indexAndLabel()
  await run('neighbours', first)
  await run('search', 'dog')
  await run('suggest', '--names', 'dog,vehicle')
  await writeFile(out('answer.json'), JSON.stringify(await answerOf(shell.client)))
  await run('decide', '--file', out('answer.json'))
  await run('set-aside', first, '--as', 'unsure')
  for (const name of ['undo', 'redo', 'undo']) await run(name)
  for (const name of ['history', 'status', 'group', 'page', 'insights', 'check', 'doctor']) await run(name)
  await run('train', '--epochs', '2')
  await run('heads')
  await run('promote', '1') // whether it helps or not: without one in use there is nothing to export
  await run('suggest')
  await run('evaluate', '--truth', 'folders')
  await run('simulate', '--truth', 'folders', '--max-actions', '5', '--policy', 'twinsort')
  await run(
    'compare',
    '--truth',
    'folders',
    '--labels-per-class',
    '2',
    '--repeats',
    '1',
    '--strategies',
    'ridge,triplet',
    '--epochs',
    '2',
  )
  await run('tune', '--trials', '2')
  for (const format of ExportFormat.options)
    await run('export', '--format', format, '--out', out(`as.${format}`))
  await run('suggest', '--by', out('as.onnx'))
  for (const words of [['plan'], ['start', '--maximum-error', '0.5'], ['status'], ['stop']])
    await attempt('audit', ...words)
  await run('promote', 'raw')
  await runTheRest()
}

/** Half of the photos. @returns their absolute paths */
async function indexAndLabel(): Promise<string[]> {
  await run('index', photos, '--backbone', 'efficientnet-lite0-int8')
  process.stdout.write(`${COMPUTES}\n`)
  const files = await readdir(photos, { recursive: true })
  const half = files.filter((file) => /[02468]\.jpg$/.test(file)).map((file) => path.join(photos, file))
  const rows = half.map((file) => `${file},${path.basename(path.dirname(file))}`)
  await writeFile(path.join(folder, 'labels.csv'), ['path,class', ...rows, ''].join('\n'))
  await run('label', '--file', path.join(folder, 'labels.csv'))
  return half
}

const Served = z.object({ url: z.url() })

/** As a browser does: a cookie for the address, then the pipe. */
async function mainJob(): Promise<void> {
  const words = ['serve', photos, '--library', path.join(folder, 'served'), '--no-open', '--json']
  const serving = spawn(process.execPath, [ENTRY, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  done.add('serve')
  const [line] = (await once(serving.stdout, 'data')) as [Buffer]
  const url = new URL(Served.parse(JSON.parse(line.toString())).url)
  const entered = await fetch(url, { redirect: 'manual' })
  const cookie = entered.headers.getSetCookie().join().split(';')[0]
  const socket = new WebSocket(`ws://${url.host}/port`, { headers: { cookie, Origin: url.origin } })
  await once(socket, 'open')
  const client = createClient(webSocketPort(socket))
  await client.call('index', { folders: [photos] })
  for (let answers = 0; answers < 2; answers += 1)
    await client.call('decide', { answer: await answerOf(client) })
  await client.call('train', { epochs: 2 })
  await client.call('page', {})
  socket.close()
  serving.kill('SIGTERM')
  const [code] = (await once(serving, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`serve ended with ${String(code)}.`)
}

await Promise.all([commands(), mainJob()])
await shell.close()
