/** @file A backup once a day, made while the library is in use. */
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../workers/worker-url.ts'
import { newestBackup } from './backups.ts'

const DAY = 86_400_000

/**
 * Begins the backup if there is none of the last 24 hours. A library that nothing was decided in is not worth one.
 * @param decisions how many the library has taken.
 * @param now milliseconds since the epoch.
 * @returns resolves when it is done; rejects with why it could not be made. Undefined where none is due.
 */
export function dailyBackup(folder: string, decisions: number, now: number): Promise<void> | undefined {
  const newest = newestBackup(folder)
  if (decisions === 0 || (newest !== undefined && now - newest.at < DAY)) return undefined
  const worker = new Worker(workerUrl(import.meta.url, './backup-worker'), {
    workerData: { folder, at: now },
  })
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => {
      resolve()
    })
  })
}
