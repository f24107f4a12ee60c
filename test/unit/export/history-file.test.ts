/** @file The journal as a file of JSON lines: what stands in it, what is taken over from it, and what of a damaged library. */
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeBackup } from '../../../main/store/recovery/backups.ts'
import { connect } from '../../../main/store/lifecycle/database.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { type Method } from '../../../shared/contract.ts'
import { runCommand } from '../../support/command-line.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { addPhotos, hashOf, label, photoOf } from '../store/support.ts'
import { printedBy } from '../../support/printed.ts'

const PATIENCE = 60_000
const PAGE = 16_384

/** A closed library in `folder/library`: two photos labelled, one of them again, the other refused; a rename; an undo. */
function prepare(folder: string): string {
  const library = path.join(folder, 'library')
  let now = 1000
  const store = openStore(library, { clock: () => now++ })
  const [first, second] = addPhotos(store, 3)
  const labelSet = store.labelSets.current()
  const [hen, duck] = ['hen', 'duck'].map((name) => store.classes.ensure(labelSet, name))
  label(store, labelSet, [
    { photo: first, class: hen },
    { photo: second, class: hen },
  ])
  store.journal.decide({
    ...{ labelSet, kind: 'label', actor: 'Ω', labels: [{ photo: first, class: duck }] },
    ...{ rejections: [{ photo: second, class: hen }], skips: [] },
  })
  store.journal.changeClasses({ labelSet, actor: 'person', change: 'rename', from: 'duck', to: 'birds/duck' })
  label(store, labelSet, [{ photo: first, class: null }])
  store.journal.undo(labelSet)
  store.close()
  return library
}

async function run(library: string, words: readonly string[]) {
  return runCommand([...words, '--library', library, '--json'], {
    environment: { TWINSORT_CACHE: path.join(library, '..', 'cache') },
  })
}

async function json<M extends Method>(method: M, library: string, words: readonly string[]) {
  const { code, stdout, stderr } = await run(library, words)
  expect(code, stdout + stderr).toBe(0)
  return printedBy(method, stdout)
}

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

/** Content hash to class name. */
function labelsIn(library: string): Map<string, string> {
  const store = openStore(library)
  try {
    return labels(store)
  } finally {
    store.close()
  }
}

function labels(store: Store): Map<string, string> {
  const current = store.journal.labels(store.labelSets.current())
  return new Map(
    [...current].map(([id, name]) => [store.photos.get(id)?.contentHash ?? '', store.classes.name(name)]),
  )
}

/** A closed library with these photos, none of which lies anywhere. */
function another(folder: string, photos: readonly number[]): string {
  const library = path.join(folder, 'another')
  const store = openStore(library)
  for (const each of photos) store.photos.add(photoOf(each))
  store.close()
  return library
}

describe('the journal as a file', () => {
  it(
    'says of each decision who, when, what, of which pictures, and what was undone',
    async () => {
      const folder = await temporaryFolder()
      const library = prepare(folder)
      const out = path.join(folder, 'new', 'history.jsonl')
      const written = await json('exportHistory', library, ['history', '--out', out])
      expect(written).toEqual({ written: out, decisions: 5, lost: [] })
      const one = { photo: hashOf(1), path: path.normalize('/pictures/1.jpg') }
      const two = { photo: hashOf(2), path: path.normalize('/pictures/2.jpg') }
      const common = { labelSet: 'subject', change: null, page: null, of: null, moves: [] }
      expect(linesOf(out)).toEqual([
        { twinsort: 'history', version: 1, decisions: 5 },
        {
          ...{ ...common, id: 1, kind: 'label', actor: 'test', at: expect.any(Number) as number },
          items: [
            { ...one, effect: 'label', from: null, to: 'hen' },
            { ...two, effect: 'label', from: null, to: 'hen' },
          ],
        },
        {
          ...{ ...common, id: 2, kind: 'label', actor: 'Ω', at: expect.any(Number) as number },
          items: [
            { ...one, effect: 'label', from: 'hen', to: 'duck' },
            { ...two, effect: 'label', from: 'hen', to: null },
            { ...two, effect: 'rejection', class: 'hen', from: 0, to: 1 },
          ],
        },
        {
          ...{ ...common, id: 3, kind: 'label', actor: 'person', at: expect.any(Number) as number },
          ...{ change: 'rename', moves: [{ from: 'duck', to: 'birds/duck' }] },
          items: [{ ...one, effect: 'label', from: 'duck', to: 'birds/duck' }],
        },
        {
          ...{ ...common, id: 4, kind: 'label', actor: 'test', at: expect.any(Number) as number },
          items: [{ ...one, effect: 'label', from: 'birds/duck', to: null }],
        },
        {
          ...{ ...common, id: 5, kind: 'undo', actor: 'person', at: expect.any(Number) as number, of: 4 },
          items: [{ ...one, effect: 'label', from: null, to: 'birds/duck' }],
        },
      ])
    },
    PATIENCE,
  )

  it(
    'replaces an earlier one and nothing else',
    async () => {
      const folder = await temporaryFolder()
      const library = prepare(folder)
      const out = path.join(folder, 'history.jsonl')
      await json('exportHistory', library, ['history', '--out', out])
      await json('exportHistory', library, ['history', '--out', out])
      for (const other of [path.join(folder, 'letter.txt'), path.join(library, 'library.db'), folder]) {
        if (other.endsWith('.txt')) writeFileSync(other, '{"dear":"reader"}\n')
        const { code, stdout } = await run(library, ['history', '--out', other])
        expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('"conflict"') as string })
      }
      expect(labelsIn(library).size).toBe(1)
    },
    PATIENCE,
  )

  it(
    'is taken over once, for the photos that are there, and again when others came',
    async () => {
      const folder = await temporaryFolder()
      const out = path.join(folder, 'history.jsonl')
      await json('exportHistory', prepare(folder), ['history', '--out', out])
      const library = another(folder, [9, 2])
      expect(await json('importHistory', library, ['history', '--import', out])).toEqual({
        ...{ decision: 1, labelled: 0, rejected: 1, unchanged: 0, conflicts: [] },
        unknown: [path.normalize('/pictures/1.jpg')],
      })
      another(folder, [1])
      expect(await json('importHistory', library, ['history', '--import', out])).toMatchObject({
        ...{ decision: 2, labelled: 1, rejected: 0, unknown: [], conflicts: [] },
      })
      expect(await json('importHistory', library, ['history', '--import', out])).toMatchObject({
        ...{ decision: null, labelled: 0, rejected: 0, unchanged: 1 },
      })
      expect(labelsIn(library)).toEqual(new Map([[hashOf(1), 'birds/duck']]))
      await json('undo', library, ['undo'])
      expect(labelsIn(library)).toEqual(new Map())
    },
    PATIENCE,
  )

  it(
    'never changes what was confirmed or refused here, and says where both differ',
    async () => {
      const folder = await temporaryFolder()
      const out = path.join(folder, 'history.jsonl')
      await json('exportHistory', prepare(folder), ['history', '--out', out])
      const library = another(folder, [2, 1])
      const store = openStore(library)
      const labelSet = store.labelSets.current()
      const [hen, duck] = ['hen', 'birds/duck'].map((name) => store.classes.ensure(labelSet, name))
      label(store, labelSet, [{ photo: 1, class: hen }])
      store.journal.decide({
        ...{ labelSet, kind: 'label', actor: 'test', labels: [], skips: [] },
        rejections: [{ photo: 2, class: duck }],
      })
      store.close()
      expect(await json('importHistory', library, ['history', '--import', out])).toEqual({
        ...{ decision: null, labelled: 0, rejected: 0, unchanged: 0, unknown: [] },
        conflicts: [
          {
            path: path.normalize('/pictures/1.jpg'),
            here: { class: 'birds/duck', is: false },
            file: { class: 'birds/duck', is: true },
          },
          {
            path: path.normalize('/pictures/2.jpg'),
            here: { class: 'hen', is: true },
            file: { class: 'hen', is: false },
          },
        ],
      })
      expect(labelsIn(library)).toEqual(new Map([[hashOf(2), 'hen']]))
    },
    PATIENCE,
  )
})

describe('a file that is refused', () => {
  const line = JSON.stringify({
    ...{ id: 1, labelSet: 'subject', kind: 'label', change: null, actor: 'a', at: 0, page: null, of: null },
    ...{ moves: [], items: [{ photo: hashOf(1), path: null, effect: 'label', from: null, to: 'hen' }] },
  })
  const head = (decisions: number, version = 1) => JSON.stringify({ twinsort: 'history', version, decisions })

  it('leaves the library as it was, and names file and line', async () => {
    const folder = await temporaryFolder()
    const store = openStore(path.join(folder, 'library'))
    store.photos.add(photoOf(1))
    store.close()
    const room = roomIn(folder)
    const call = { signal: new AbortController().signal }
    const importing = async (content: string | Buffer) => {
      const file = path.join(folder, 'history.jsonl')
      writeFileSync(file, content)
      return room.handlers.importHistory({ file }, call)
    }
    const notOurs = /history\.jsonl is no history that Twinsort wrote/
    for (const [content, message] of [
      ['', notOurs],
      ['path,class\na.jpg,hen\n', notOurs],
      [`${line}\n`, notOurs],
      [Buffer.from([0xff, 0xfe, 0, 1, 2, 10, 7]), notOurs],
      ['['.repeat(200_000), notOurs],
      [`${head(1, 3)}\n${line}\n`, /history\.jsonl was written by a newer Twinsort/],
      [`${head(2)}\n${line}\n`, /history\.jsonl holds 1 of 2 decisions/],
      [`${head(2)}\n${line}\n${line.slice(0, 90)}`, /history\.jsonl: line 3 is no decision/],
      [`${head(2)}\n${line}\n\n${line.replace('"to":"hen"', '"to":7')}\n`, /line 4 is no decision/],
      [`${head(1)}\n${line.replace(hashOf(1), 'abc')}\n`, /line 2 is no decision/],
      [Buffer.concat([Buffer.from(`${head(1)}\n`), Buffer.from([0xff, 10])]), /line 2 is no decision/],
    ] as const) {
      await expect(importing(content)).rejects.toMatchObject({
        ...{ code: 'bad-input', message: expect.stringMatching(message) as string },
      })
    }
    expect(await room.handlers.history({}, call)).toEqual({ decisions: [] })
    // As editors save it.
    expect(await importing(`\uFEFF${head(1)}\r\n${line}\r\n\r\n`)).toMatchObject({ labelled: 1 })
  })
})

describe('a library that cannot be opened', () => {
  const file = (library: string) => path.join(library, 'library.db')

  /** Overwrites every page of the table. */
  function destroy(library: string, table: string): void {
    const database = connect(file(library))
    const pages = database.all<{ page: number }>('SELECT pageno AS page FROM dbstat WHERE name = ?', table)
    database.close()
    const descriptor = openSync(file(library), 'r+')
    for (const { page } of pages) writeSync(descriptor, Buffer.alloc(PAGE, 0x5a), 0, PAGE, (page - 1) * PAGE)
    closeSync(descriptor)
  }

  const damages = {
    'whose database is no database any more': (library: string) => {
      writeFileSync(file(library), 'x'.repeat(40_000))
    },
    'whose database is gone': (library: string) => {
      rmSync(file(library))
    },
    'whose items cannot be read': (library: string) => {
      destroy(library, 'decision_items')
    },
    'whose photos cannot be read': (library: string) => {
      destroy(library, 'photos')
    },
  }

  it.each(Object.entries(damages))(
    '%s gives its newest backup too, and says what is lost',
    async (_name, damage) => {
      const folder = await temporaryFolder()
      const library = prepare(folder)
      const sound = path.join(folder, 'sound.jsonl')
      await json('exportHistory', library, ['history', '--out', sound])
      makeBackup(library, 'asked', Date.now())
      const store = openStore(library)
      label(store, store.labelSets.current(), [{ photo: 3, class: 1 }])
      store.close()
      damage(library)
      const [before, mark] = [size(file(library)), readFileSync(path.join(library, 'library.mark'))]
      const out = path.join(folder, 'history.jsonl')
      const { lost } = await json('exportHistory', library, ['history', '--out', out])
      expect(lost.join()).toMatch(/The newest rows of decisions \(6 to 6\) are missing|decision_items|photos/)
      expect(linesOf(out).slice(1, 6)).toEqual(linesOf(sound).slice(1, 6))
      expect([size(file(library)), readFileSync(path.join(library, 'library.mark'))]).toEqual([before, mark])
      const into = another(folder, [1, 2, 3])
      expect(await json('importHistory', into, ['history', '--import', out])).toMatchObject({
        // The label that came after the backup is there where its items can be read.
        ...{ labelled: damage === damages['whose photos cannot be read'] ? 2 : 1 },
        ...{ rejected: 1, unknown: [], conflicts: [] },
      })
    },
    PATIENCE,
  )

  it(
    'without a backup gives what can be read, also beside a program that has it open',
    async () => {
      const folder = await temporaryFolder()
      const library = prepare(folder)
      destroy(library, 'labels')
      const store = openStore(path.join(folder, 'library'))
      const out = path.join(folder, 'history.jsonl')
      const { decisions } = await json('exportHistory', library, ['history', '--out', out])
      store.close()
      expect(decisions).toBe(5)
    },
    PATIENCE,
  )

  function size(name: string): number | undefined {
    return statSync(name, { throwIfNoEntry: false })?.size
  }
})
