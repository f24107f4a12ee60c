/** @file A reading thread that dies before it answers, once for each library; and that writes down when it ends. */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { workerData } from 'node:worker_threads'
import { Library } from '../../../main/jobs/library-model/thread/protocol.ts'

const { folder } = Library.parse(workerData)
const died = path.join(folder, 'died')
process.on('exit', () => {
  appendFileSync(path.join(folder, 'ended'), '.')
})
if (!existsSync(died)) {
  writeFileSync(died, '')
  process.exit(1)
}
await import('../../../main/jobs/library-model/thread/reader-worker.ts')
