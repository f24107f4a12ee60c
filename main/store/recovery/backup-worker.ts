/** @file Makes the daily backup in a thread of its own, since copying a large library takes a while. Started by daily-backup.ts. */
import { workerData } from 'node:worker_threads'
import { z } from 'zod'
import { makeBackup } from './backups.ts'

const { folder, at } = z.object({ folder: z.string(), at: z.number() }).parse(workerData)
makeBackup(folder, 'daily', at)
