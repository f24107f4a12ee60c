/**
 * @file Many rows that can be stored again, without the engine ever waiting for the disk.
 *
 * [Note: bulk transactions] A commit waits until the disk has it, and after every 16 MB SQLite also writes the log back into the
 * database. On a disk that is busy with 100,000 thumbnails each of this takes up to seconds, in which the engine answers nobody. In bulk, SQLite does
 * not wait at a commit (`synchronous = NORMAL`): the log is brought to the disk in the background before the promise resolves, and
 * another thread writes it back. A loss of power before that takes the last transactions, whole, and no decision: one that is made
 * meanwhile waits for the disk, and with it for all that was committed before it.
 */
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { threadCarrier } from '../../workers/carriers.ts'
import { WorkerPort } from '../../workers/worker-port.ts'
import { workerUrl } from '../../workers/worker-url.ts'
import type { Bulk } from '../types/index.ts'
import { libraryFile } from '../recovery/backups.ts'
import type { WritableDatabase } from './database.ts'
import { storeError } from './errors.ts'

/** After so many the log is written back. */
const TRANSACTIONS = 8
/** Pages of the log after which a commit writes it back: SQLite's own number. */
const USUAL = 1000

/** @throws what the work throws; AppError `disk-full` and others where the library cannot be written */
export async function inBulk<T>(
  database: WritableDatabase,
  folder: string | null,
  work: (bulk: Bulk) => Promise<T>,
): Promise<T> {
  const transaction = async (each: () => void): Promise<void> => {
    try {
      await database.later(each)
    } catch (thrown) {
      throw storeError(thrown, folder)
    }
  }
  if (folder === null) return work({ transaction })
  const log = logOf(libraryFile(folder))
  let since = 0
  database.pragma('wal_autocheckpoint = 0')
  try {
    return await work({
      transaction: async (each) => {
        await transaction(each)
        since = (since + 1) % TRANSACTIONS
        if (since === 0 && !(await log.writeBack())) database.pragma(`wal_autocheckpoint = ${USUAL}`)
      },
    })
  } finally {
    database.pragma(`wal_autocheckpoint = ${USUAL}`)
    await log.close()
  }
}

/** The thread is started when there is something to write back. */
function logOf(file: string): { writeBack: () => Promise<boolean>; close: () => Promise<void> } {
  let port: WorkerPort<object> | undefined
  return {
    writeBack: async () => {
      port ??= threadOn(file)
      // Where it fails, the next commit writes the log back itself.
      return port.ask({}, z.null()).then(
        () => true,
        () => false,
      )
    },
    close: async () => port?.close(),
  }
}

function threadOn(file: string): WorkerPort<object> {
  const worker = new Worker(workerUrl(import.meta.url, './checkpoint-worker'), { workerData: file })
  return new WorkerPort(threadCarrier(worker), {
    name: 'The thread that writes the log back',
    news: z.never(),
  })
}
