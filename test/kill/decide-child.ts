/**
 * @file The process that decide-kills.ts kills: it answers pages without end, through the contract, as the window does,
 * and writes down each decision once it was acknowledged. Photos belong to the class that their folder is named after.
 */
import { writeSync } from 'node:fs'
import path from 'node:path'
import { connectLocally } from '../../main/engine/connect.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import type { Page } from '../../shared/domain.ts'
import type { Acknowledged } from './decide-kills.ts'

/** Now and then the person skips a page, or takes back an answer. */
const SKIP_EVERY = 7
const UNDO_EVERY = 5
/** Answers that are taken back when no page is left. */
const UNDO_AT_END = 8
const STANDARD_OUTPUT = 1

const [library, cacheFolder] = process.argv.slice(2)
const { client } = connectLocally({
  library,
  cacheFolder,
  resources: path.join(packageRoot(), 'resources'),
  clock: Date.now,
  logLevel: 'silent',
})

for (let step = 1; ; step += 1) {
  const { page } = await client.call('page', {})
  if (page === null) for (let i = 0; i < UNDO_AT_END; i += 1) await undo()
  else if (step % UNDO_EVERY === 0) await undo()
  else await answer(page, step % SKIP_EVERY === 0)
}

async function answer(page: Page, skip: boolean): Promise<void> {
  const { name, ids, others } = majority(page)
  const rest = page.class === name ? others : []
  const said = skip
    ? { page: page.id, skip }
    : { page: page.id, answers: [{ class: name, ids }], exclude: rest }
  const { decision } = await client.call('decide', { answer: said })
  acknowledge({ kind: 'answer', decision, page: page.id, class: name, ids: skip ? [] : ids })
}

async function undo(): Promise<void> {
  for (const decision of (await client.call('undo', {})).undone) acknowledge({ kind: 'undo', decision })
}

/** The class of most photos of the page, those photos, and the others. */
function majority(page: Page): { name: string; ids: number[]; others: number[] } {
  const byClass = Map.groupBy(page.photos, (photo) => path.basename(path.dirname(photo.path)))
  const [[name, photos]] = [...byClass].sort(([, a], [, b]) => b.length - a.length)
  const ids = photos.map(({ id }) => id)
  return { name, ids, others: page.photos.map(({ id }) => id).filter((id) => !ids.includes(id)) }
}

/** One write of less than PIPE_BUF bytes: the reader gets the whole line or nothing of it. */
function acknowledge(what: Acknowledged): void {
  writeSync(STANDARD_OUTPUT, `${JSON.stringify(what)}\n`)
}
