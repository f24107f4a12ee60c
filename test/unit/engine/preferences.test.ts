/** @file What the person chose for the engine: kept among their own things, and followed by the jobs. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { StoredPreferences } from '../../../main/engine/preferences.ts'
import { chosenIfUsable, computesWith } from '../../../main/model/backends/probe.ts'
import type { BackendReport } from '../../../shared/contract/backends.ts'
import { temporaryFolder } from '../../support/folder.ts'

it('keeps each choice until it is changed, and takes a damaged file for none', async () => {
  const folder = path.join(await temporaryFolder(), 'user')
  const preferences = new StoredPreferences(folder)
  const none = { backend: null, threads: null, watch: true, cacheLimit: null }
  expect(preferences.get()).toEqual(none)
  expect(preferences.change({ threads: 2 })).toEqual({ ...none, threads: 2 })
  expect(preferences.change({ backend: 'wasm' })).toEqual({ ...none, backend: 'wasm', threads: 2 })
  const next = new StoredPreferences(folder)
  expect(next.change({ threads: null })).toEqual({ ...none, backend: 'wasm' })
  expect(next.change({ cacheLimit: 5e9 })).toEqual({ ...none, backend: 'wasm', cacheLimit: 5e9 })
  expect(next.change({ watch: false }).watch).toBe(false)
  await mkdir(folder, { recursive: true })
  const stored = async (text: string) => {
    await writeFile(path.join(folder, 'preferences.json'), text)
    return preferences.get()
  }
  for (const text of ['{', '[]', 'null', '{"threads":0}']) expect(await stored(text)).toEqual(none)
  // What another version knows is no reason to forget the rest.
  const other = '{"backend":"abacus","threads":1,"watch":"no","cacheLimit":-5}'
  expect(await stored(other)).toEqual({ ...none, threads: 1 })
})

it('trains on what was chosen, unless that is gone or computes wrongly', () => {
  const tested = { reason: '', lossError: null, gradientError: null, imagesPerSecond: null }
  const report = (name: BackendReport['name'], changes: Partial<BackendReport> = {}): BackendReport => ({
    ...{ name, available: true, note: '', selfTest: null, ...changes },
  })
  const slow = { ...tested, passed: true, software: true }
  const wrong = { ...tested, passed: false, software: false }
  const reports = [
    report('tfjs-node-gpu', { available: false }),
    report('webgpu', { selfTest: slow }),
    report('tfjs-node', { selfTest: wrong }),
    report('wasm'),
    report('cpu'),
  ]
  expect(computesWith(reports)).toBe('wasm')
  expect(computesWith(reports, 'cpu')).toBe('cpu')
  expect(computesWith(reports, 'webgpu')).toBe('webgpu')
  expect(computesWith(reports, 'tfjs-node')).toBe('wasm')
  expect(chosenIfUsable(reports, 'tfjs-node-gpu')).toBeUndefined()
  expect(chosenIfUsable(reports, null)).toBeUndefined()
})
