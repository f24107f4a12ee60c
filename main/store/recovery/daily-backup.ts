/** @file A backup once a day, made while the library is in use. */
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../workers/worker-url.ts'
import { newestBackup } from './backups.ts'

const DAY = 86_400_000

/**
 * Starts a backup if there is none of the last 24 hours, and if the library has any decisions.
 * @param decisions the number of decisions of the library.
 * @param now milliseconds since the epoch.
 * @returns a promise that resolves when it is done and rejects where it could not be made; undefined where none is due.
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
