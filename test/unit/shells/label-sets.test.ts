/** @file `sets` and `--set`: questions about the same photos on the command line. */
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Method } from '../../../shared/contract.ts'
import { openStore } from '../../../main/store/store.ts'
import { runCommand } from '../../support/command-line.ts'
import { plantPhotos } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { printedBy } from '../../support/printed.ts'

const PATIENCE = 120_000

/** A library with two photos, and what runs commands on it. */
async function library() {
  const folder = await temporaryFolder()
  const store = openStore(path.join(folder, 'library'))
  await plantPhotos(store, path.join(folder, 'photos'), { 'a.jpg': 'a', 'b.jpg': 'b' })
  store.close()
  const run = (words: readonly string[]) =>
    runCommand([...words, '--library', path.join(folder, 'library')], {
      cwd: path.join(folder, 'photos'),
      environment: { TWINSORT_CACHE: path.join(folder, 'cache') },
    })
  async function json<M extends Method>(method: M, words: readonly string[]) {
    const { code, stdout, stderr } = await run([...words, '--json'])
    expect(code, stderr).toBe(0)
    return printedBy(method, stdout)
  }
  async function failure(words: readonly string[]) {
    const { code, stdout } = await run([...words, '--json'])
    const { error } = z.object({ error: z.object({ message: z.string() }) }).parse(JSON.parse(stdout))
    return { code, message: error.message }
  }
  return { run, json, failure }
}

it(
  'labels the same photos under two questions, each by its name, and chooses the one that is meant without a name',
  { timeout: PATIENCE },
  async () => {
    const { run, json, failure } = await library()
    expect(await json('status', ['status'])).not.toHaveProperty('labelSet')
    await json('label', ['label', 'a.jpg', 'b.jpg', '--class', 'cat'])
    expect(await json('createLabelSet', ['sets', 'create', 'keep'])).toEqual({ id: 2, name: 'keep' })
    await json('label', ['label', 'a.jpg', '--class', 'yes', '--set', 'keep'])
    expect((await run(['sets', 'list'])).stdout).toBe(
      '* subject: 2 labels in 1 class\n  keep: 1 label in 1 class\n',
    )
    expect(await json('status', ['--set', 'keep', 'status'])).toMatchObject({
      ...{ labelSet: { id: 2, name: 'keep' }, labelled: 1, classes: [{ name: 'yes', photos: 1 }] },
    })
    expect(await json('undo', ['undo', '--set', 'keep'])).toMatchObject({ undone: { length: 1 } })
    expect(await json('undo', ['undo', '--set', 'keep'])).toMatchObject({ undone: [] })
    expect(await json('status', ['status'])).toMatchObject({ labelSet: { name: 'subject' }, labelled: 2 })

    expect(await json('chooseLabelSet', ['sets', 'choose', 'keep'])).toEqual({ id: 2, name: 'keep' })
    expect((await run(['status'])).stdout).toContain('Question: keep (see "sets").')
    expect(await json('redo', ['redo'])).toMatchObject({ redone: { length: 1 } })
    expect(await json('status', ['status'])).toMatchObject({ labelled: 1 })
    expect(await failure(['sets', 'choose', 'size'])).toEqual({
      code: 1,
      message: 'The library has no question "size". There are: "subject" and "keep".',
    })
    expect(await failure(['status', '--set', 'size'])).toMatchObject({ code: 1 })
    expect(await failure(['serve', '--set', 'keep'])).toMatchObject({ code: 2 })
  },
)

it('renames and deletes a question, and brings it back with its labels', { timeout: PATIENCE }, async () => {
  const { run, json, failure } = await library()
  expect(await failure(['sets', 'delete', 'subject'])).toEqual({
    ...{ code: 1, message: 'This is the only question: it cannot be deleted.' },
  })
  await json('createLabelSet', ['sets', 'create', 'keep'])
  await json('label', ['label', 'a.jpg', '--class', 'yes', '--set', 'keep'])
  expect(await json('renameLabelSet', ['sets', 'rename', 'keep', 'keep or delete'])).toMatchObject({ id: 2 })
  expect(await failure(['sets', 'delete', 'subject'])).toMatchObject({
    message: 'The question "subject" is open. Choose another one first, then delete it.',
  })
  const gone = await run(['sets', 'delete', 'keep or delete'])
  expect(gone.stdout).toBe('"keep or delete" was deleted with 1 label. "sets restore" brings it back.\n')
  expect(await failure(['status', '--set', 'keep or delete'])).toMatchObject({ code: 1 })
  expect(await json('labelSets', ['sets', 'list'])).toMatchObject({
    ...{ sets: [{ name: 'subject' }], removed: [{ id: 2, name: 'keep or delete', labels: 1 }] },
  })
  expect(await json('restoreLabelSet', ['sets', 'restore', 'keep or delete'])).toMatchObject({ id: 2 })
  expect(await json('status', ['status', '--set', 'keep or delete'])).toMatchObject({ labelled: 1 })
})
