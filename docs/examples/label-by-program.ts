/**
 * @file Reads a folder of photos, names one page of look-alikes, and prints what Twinsort suggests for the rest: over the engine's own
 * interface (docs/engine-api.md), from a checkout.
 *
 *     node docs/examples/label-by-program.ts LIBRARY FOLDER NAME
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { webSocketPort } from '../../main/shells/web/websocket-port.ts'
import { createClient } from '../../shared/client.ts'

const words = process.argv.slice(2)
if (words.length !== 3) throw new Error('Name a library, a folder and a class.')
const [library, folder, name] = words

const main = path.resolve(import.meta.dirname, '../../main/shells/cli/main.ts')
const command = [main, 'serve', '--no-open', '--json', '--library', library]
const served = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(served.stdout), 'line'))
  const { url } = z.object({ url: z.url() }).parse(JSON.parse(line))

  // The first request for the address sets the cookie that everything else needs.
  const { host, origin } = new URL(url)
  const answer = await fetch(url, { redirect: 'manual' })
  const cookie = answer.headers.getSetCookie().map((each) => each.split(';', 1)[0])
  const socket = new WebSocket(`ws://${host}/port`, { headers: { cookie: cookie.join('; '), origin } })
  await once(socket, 'open')
  const client = createClient(webSocketPort(socket))

  client.on('job', ({ kind, progress }) => {
    if (progress !== null) process.stderr.write(`${kind}: ${progress.stage} ${progress.done}\n`)
  })
  const { photos } = await client.call('index', { folders: [path.resolve(folder)] })
  const { page } = await client.call('page', {})
  if (page === null) throw new Error(`Of the ${photos} photos there is nothing to ask.`)
  const ids = page.photos.map(({ id }) => id)
  await client.call('decide', { answer: { page: page.id, exclude: [], answers: [{ class: name, ids }] } })
  const { suggestions } = await client.call('suggest', { minProbability: 0.5 })
  process.stdout.write(`${JSON.stringify({ photos, named: ids.length, suggestions })}\n`)
  client.close()
} finally {
  served.kill('SIGINT')
  await once(served, 'exit')
}
