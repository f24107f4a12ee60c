/** @file A process that is killed while it decides: what it had acknowledged is there, and nothing is there by half. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openStore } from '../../../main/store/store.ts'
import { addPhotos, closing, temporaryFolder } from './support.ts'

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
const PHOTOS = 40

/** Runs the child until it has acknowledged so many decisions, and kills it there. @returns the ids it acknowledged. */
async function killAfter(acknowledgements: number, folder: string): Promise<number[]> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const acknowledged: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line))
    if (acknowledged.length === acknowledgements) child.kill('SIGKILL')
  }
  await exited
  expect(child.signalCode).toBe('SIGKILL')
  return acknowledged
}

test('every acknowledged decision survives SIGKILL, whole, however often it happens to one library', async () => {
  const folder = temporaryFolder()
  const prepared = openStore(folder)
  addPhotos(prepared, PHOTOS)
  prepared.close()
  let known: number[] = []
  for (const acknowledgements of [1, 2, 3, 7, 20, 61]) {
    known = [...known, ...(await killAfter(acknowledgements, folder))]
    const store = openStore(folder)
    const labelSet = store.labelSets.current()
    expect(store.check()).toEqual([])
    const history = store.journal.history(labelSet)
    expect(history.map(({ id }) => id)).toEqual(expect.arrayContaining(known))
    // The child changes the label of every photo in each step, to the same class: anything else is half a decision.
    expect(history.filter(({ photos }) => photos !== PHOTOS)).toEqual([])
    const labels = store.journal.labels(labelSet)
    expect([0, PHOTOS]).toContain(labels.size)
    expect(new Set(labels.values()).size).toBeLessThanOrEqual(1)
    store.close()
  }
  expect(new Set(known).size).toBeGreaterThanOrEqual(1 + 2 + 3 + 7 + 20 + 61)
})

test('undo works on after a kill, back to the beginning', async () => {
  const folder = temporaryFolder()
  const prepared = openStore(folder)
  addPhotos(prepared, PHOTOS)
  prepared.close()
  await killAfter(10, folder)
  const store = closing(openStore(folder))
  const labelSet = store.labelSets.current()
  while (store.journal.undo(labelSet) !== undefined) expect(store.check()).toEqual([])
  expect(store.journal.labels(labelSet).size).toBe(0)
  expect(store.journal.skips(labelSet).size).toBe(0)
  expect(store.check()).toEqual([])
})
