/**
 * @file The temporary files of the tests in memory, where the system has a place for that (Linux: `/dev/shm`). Each library is made
 * durable by the product, commit by commit; hundreds of tests would wait for a disk that none of them is about.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
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

/** Some containers run no program from memory; tests do. */
function runsPrograms(folder: string): boolean {
  const program = path.join(folder, 'trial')
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
  return spawnSync(program).status === 0
}

/** What a run left that was killed: it would stay in memory until the machine is started anew. */
function removeLeftovers(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0])
    if (name.startsWith(PREFIX) && (pid === process.pid || !isRunning(pid))) remove(path.join(MEMORY, name))
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Another user's, or one in which a test left a folder that cannot be written: no reason for tests to fail.
  }
}

/**
 * Sets `TMPDIR` for this process and all that it starts, and removes the folder when this process ends. Leaves a `TMPDIR` that
 * somebody chose as it is, and does nothing where there is no room in memory.
 */
export function keepTemporaryFilesInMemory(): void {
  if (os.platform() !== 'linux' || process.env.TMPDIR !== undefined || !hasRoom()) return
  removeLeftovers()
  const folder = mkdtempSync(path.join(MEMORY, `${PREFIX}${process.pid}-`))
  chmodSync(folder, 0o1777) // as `/tmp`: some tests run commands as another user
  process.once('exit', () => {
    remove(folder)
  })
  if (runsPrograms(folder)) process.env.TMPDIR = folder
}
