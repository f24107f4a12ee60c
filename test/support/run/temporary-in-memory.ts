/**
 * @file The temporary files of the tests in memory, where the system has a place for that (Linux: `/dev/shm`). Each library is made
 * durable by the product, commit by commit; hundreds of tests would wait for a disk that none of them is about.
 */
import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isRunning } from '../../../main/workers/is-running.ts'

const MEMORY = '/dev/shm'
const PREFIX = 'twinsort-tests-'
/** Of `statfs`: a folder of that name may also lie on a disk. */
const TMPFS = 0x01_02_19_94
/** The whole run takes a tenth of it. */
const LEAST_BYTES = 2 ** 30

/** Whether files for the tests have room in memory, beside what the tests themselves take. */
function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY)
    return type === TMPFS && bavail * bsize >= LEAST_BYTES && process.availableMemory() >= 4 * LEAST_BYTES
  } catch {
    return false // no such folder: another system
  }
}

/** What a run left that was killed: it would stay in memory until the machine is started anew. */
function removeLeftovers(): void {
  for (const name of readdirSync(MEMORY)) {
    if (!name.startsWith(PREFIX) || isRunning(Number(name.slice(PREFIX.length)))) continue
    rmSync(path.join(MEMORY, name), { recursive: true, force: true })
  }
}

/**
 * Sets `TMPDIR` for this process and all that it starts, and removes the folder when this process ends. Leaves a `TMPDIR` that
 * somebody chose as it is, and does nothing where there is no room in memory.
 */
export function keepTemporaryFilesInMemory(): void {
  if (os.platform() !== 'linux' || process.env.TMPDIR !== undefined || !hasRoom()) return
  removeLeftovers()
  const folder = path.join(MEMORY, `${PREFIX}${process.pid}`)
  mkdirSync(folder)
  chmodSync(folder, 0o1777) // as `/tmp`: some tests run commands as another user
  process.env.TMPDIR = folder
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
}
