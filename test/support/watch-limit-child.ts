/** @file Watches a folder, adds a file to it, and prints how it was watched and what was told, once the file was. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Watcher } from '../../main/ingest/watch/watcher.ts'

const [, , folder, adds] = process.argv
const added = path.join(folder, adds)
const told: string[] = []
let way: unknown

const end = Promise.withResolvers<undefined>()
const times = { quiet: 50, look: 100, rareLook: 60_000, away: 50 }
const watcher = new Watcher(
  {
    folders: [folder],
    times,
    onNews(news) {
      if (news.kind === 'way') {
        way = { way: news.way, why: news.why }
        return
      }
      told.push(...news.settled)
      if (news.settled.includes(folder)) void writeFile(added, 'new') // it is watched by now
      if (news.settled.includes(added)) end.resolve(undefined)
    },
  },
  end.reject,
)
const alive = setInterval(() => undefined, 1_000)
await end.promise
clearInterval(alive)
await watcher.close()
process.stdout.write(JSON.stringify({ way, told }))
