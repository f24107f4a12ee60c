/**
 * @file What a self-test found, kept in the cache folder so that it costs once: until the version, the machine or the library
 * under the backend changes. A file for each backend.
 */
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { SelfTestResult } from '../../../../shared/contract/backends.ts'
import type { BackendName } from '../../../../shared/domain.ts'
import { machineKey } from '../../../files/machine.ts'
import { writeAtomicallySync } from '../../../files/write-atomically.ts'
import { TFJS_VERSION, cacheFolder } from '../folders.ts'

const SelfTestRecord = z.object({
  /** This version of the test on this machine. */
  machine: z.string(),
  /** What computes: a library's file and its date, or a graphics adapter. */
  about: z.string(),
  /** Tests that were begun; more than one without a result means that they ended the process. */
  begun: z.int(),
  result: SelfTestResult.nullable(),
})
type SelfTestRecord = z.infer<typeof SelfTestRecord>

/** WebGPU of another process than this one: a browser's own instead of Dawn in Node. */
export const WEBGPU_ELSEWHERE = 'webgpu-window'
/** What has a result of its own. */
export type TestedName = BackendName | typeof WEBGPU_ELSEWHERE

/** Counts up whenever the test or what it tests changes. */
const REVISION = 1

/** What was found out about a backend as it is now: undefined when nothing was. */
export function readRecord(name: TestedName, about: string, cache?: string): SelfTestRecord | undefined {
  const record = readAny(name, cache)
  return record?.about === about ? record : undefined
}

/** The result of the last test on this machine, for whoever does not load the backend. */
export function latestResult(name: TestedName, cache?: string): SelfTestResult | null {
  return readAny(name, cache)?.result ?? null
}

/** A cache that cannot be written to costs time only. */
export function writeRecord(name: TestedName, record: Omit<SelfTestRecord, 'machine'>, cache?: string): void {
  const file = fileOf(name, cache)
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    writeAtomicallySync(file, JSON.stringify({ machine: machine(), ...record }))
  } catch {
    // the test is repeated next time
  }
}

function readAny(name: TestedName, cache?: string): SelfTestRecord | undefined {
  try {
    const record = SelfTestRecord.parse(JSON.parse(fs.readFileSync(fileOf(name, cache), 'utf8')))
    return record.machine === machine() ? record : undefined
  } catch {
    return undefined // none, or a damaged one: the test is repeated
  }
}

function fileOf(name: TestedName, cache = cacheFolder()): string {
  return path.join(cache, 'backends', `${name}.json`)
}

function machine(): string {
  return machineKey(REVISION, TFJS_VERSION, process.version)
}
