/** @file The journal as a file, under arbitrary sessions: what comes out of another library that took it over, and of one that had its own. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { exportHistory } from '../../main/jobs/history/export-history.ts'
import { importHistory } from '../../main/jobs/history/import-history.ts'
import type { Store } from '../../main/store/store.ts'
import { AppError } from '../../shared/errors.ts'
import { photoOf, temporaryFolder } from '../unit/store/support.ts'
import { copiedLibrary } from './copied-library.ts'
import { CLASSES, PHOTOS, steps, type Step } from './journal-model.ts'
import fc from '../support/properties.ts'

const RUNS = 40
const NAMES = ['hen', 'animals/birds/hen', 'animals/cat']
const signal = new AbortController().signal

type Change = { do: 'rename'; from: number; to: string } | { do: 'merge'; from: number; into: number }
const name = fc.constantFrom(...NAMES, 'animals', 'Größe')
const number = fc.integer({ min: 0, max: CLASSES - 1 })
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ do: fc.constant('rename' as const), from: number, to: name }),
  fc.record({ do: fc.constant('merge' as const), from: number, into: number }),
)
const session = fc
  .tuple(steps, fc.array(fc.tuple(fc.nat(25), change), { maxLength: 3 }))
  .map(([plain, changes]) => {
    const all: (Step | Change)[] = [...plain]
    for (const [at, what] of changes) all.splice(at, 0, what)
    return all
  })

/** Libraries with the same pictures; `others` came before them, so that no id is the same. */
const libraries = (others: number): (() => Store) =>
  copiedLibrary((store) => {
    for (let each = 0; each < others; each += 1) store.photos.add(photoOf(100 + each))
    const labelSet = store.labelSets.current()
    for (const each of others === 0 ? NAMES : [...NAMES].reverse()) store.classes.ensure(labelSet, each)
    for (let each = 1; each <= PHOTOS; each += 1) store.photos.add(photoOf(each))
  })
const library = libraries(0)
const otherLibrary = libraries(3)

/** Steps speak of photos 1 to PHOTOS and classes by number; what the journal refuses is left out. */
function take(store: Store, step: Step | Change): void {
  const labelSet = store.labelSets.current()
  const idOf = (photo: number) => store.photos.byContent(photoOf(photo).contentHash) ?? 0
  const classOf = (id: number) => store.classes.ensure(labelSet, NAMES[id - 1])
  try {
    if (step.do === 'undo' || step.do === 'redo') store.journal[step.do](labelSet)
    else if (step.do === 'decide') {
      const { labels, rejections, skips, kind } = step.decision
      store.journal.decide({
        ...{ labelSet, kind, actor: 'test', skips: skips.map((photo) => idOf(photo)) },
        labels: labels.map((item) => ({
          photo: idOf(item.photo),
          class: item.class === null ? null : classOf(item.class),
        })),
        rejections: rejections.map((item) => ({ photo: idOf(item.photo), class: classOf(item.class) })),
      })
    } else if (step.do === 'rename') {
      store.journal.changeClasses({
        ...{ labelSet, actor: 'test', change: 'rename' },
        ...{ from: NAMES[step.from], to: step.to },
      })
    } else {
      store.journal.changeClasses({
        ...{ labelSet, actor: 'test', change: 'merge' },
        ...{ classes: [NAMES[step.from]], into: NAMES[step.into] },
      })
    }
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError)
  }
}

/** In words that mean the same in every library. */
function stateOf(store: Store): { labels: string[]; rejections: string[] } {
  const labelSet = store.labelSets.current()
  const inWords = (photo: number, classId: number) =>
    `${store.photos.get(photo)?.contentHash ?? ''} ${store.classes.name(classId)}`
  return {
    labels: [...store.journal.labels(labelSet)].map(([photo, id]) => inWords(photo, id)).sort(),
    rejections: store.journal
      .rejections(labelSet)
      .map((item) => inWords(item.photo, item.class))
      .sort(),
  }
}

const classesOf = (store: Store) => store.classes.list(store.labelSets.current()).map((each) => each.name)
const photoIn = (words: string) => words.split(' ', 1)[0]

/** In place of the one before. */
async function written(store: Store, folder: string): Promise<string> {
  const file = path.join(folder, 'history.jsonl')
  await exportHistory(store.journal, file)
  return file
}

test('another library over the same photos has the same labels, rejections and classes then', async () => {
  const folder = temporaryFolder()
  await fc.assert(
    fc.asyncProperty(session, async (all) => {
      const [from, into] = [library(), otherLibrary()]
      for (const step of all) take(from, step)
      const expected = stateOf(from)
      const file = await written(from, folder)
      expect(await importHistory({ store: into, signal }, { file })).toMatchObject({
        labelled: expected.labels.length,
        rejected: expected.rejections.length,
        ...{ unchanged: 0, unknown: [], conflicts: [] },
      })
      expect(stateOf(into)).toEqual(expected)
      expect(classesOf(into)).toEqual(classesOf(from))
      // Never twice, neither there nor where it came from.
      for (const store of [into, from]) {
        const before = store.journal.lastId()
        expect(await importHistory({ store, signal }, { file })).toMatchObject({
          ...{ decision: null, unchanged: expected.labels.length, conflicts: [] },
        })
        expect(store.journal.lastId()).toBe(before)
      }
      expect(into.check()).toEqual([])
      into.journal.undo(into.labelSets.current())
      expect(stateOf(into)).toEqual({ labels: [], rejections: [] })
      from.close()
      into.close()
    }),
    { numRuns: RUNS },
  )
})

test('a library with decisions of its own keeps each of them, and undo brings all back', async () => {
  const folder = temporaryFolder()
  await fc.assert(
    fc.asyncProperty(session, session, async (theirs, own) => {
      const [from, into] = [library(), otherLibrary()]
      for (const step of theirs) take(from, step)
      for (const step of own) take(into, step)
      const [file, before] = [stateOf(from), stateOf(into)]
      const result = await importHistory({ store: into, signal }, { file: await written(from, folder) })
      const after = stateOf(into)
      expect(after.labels).toEqual(expect.arrayContaining(before.labels))
      expect(after.rejections).toEqual(expect.arrayContaining(before.rejections))
      const labelled = new Set(before.labels.map((words) => photoIn(words)))
      const contradicted =
        file.labels.filter((words) =>
          labelled.has(photoIn(words)) ? !before.labels.includes(words) : before.rejections.includes(words),
        ).length + file.rejections.filter((words) => before.labels.includes(words)).length
      expect(result.conflicts).toHaveLength(contradicted)
      expect(after.labels).toHaveLength(before.labels.length + result.labelled)
      expect(after.rejections).toHaveLength(before.rejections.length + result.rejected)
      expect(into.check()).toEqual([])
      if (result.decision !== null) into.journal.undo(into.labelSets.current())
      expect(stateOf(into)).toEqual(before)
      from.close()
      into.close()
    }),
    { numRuns: RUNS },
  )
})
