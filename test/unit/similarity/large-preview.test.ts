/** @file A large preview of one photo reads what it shows from the library, however large that is. */
import { expect, onTestFinished, test } from 'vitest'
import { pictureHandlers } from '../../../main/engine/handlers/pictures.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { silent } from '../../../main/jobs/library-model/reader.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { findNeighbours } from '../../../main/jobs/similarity/find-neighbours.ts'
import { delegating, type WritableDatabase } from '../../../main/store/lifecycle/database.ts'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import type { Store } from '../../../main/store/store.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { labelTruly, trueClass } from '../../support/review.ts'
import { syntheticProblem, type SyntheticProblem } from '../../support/training/synthetic-problem.ts'
import { temporaryFolder } from '../store/support.ts'

const NEIGHBOURS = 5

type SqlValues = Parameters<WritableDatabase['all']>[1][]

function problemOf(photos: number): SyntheticProblem {
  return syntheticProblem({ photos, classes: 3, dimensions: 12, spread: 0.5, seed: 4 })
}

/** The rows that a database gives, and the statements that look through a whole table to find them. */
interface Reads {
  rows: number
  scans: string[]
}

/** Of tables that stay small however many photos there are. */
const SMALL = /^SCAN (roots|exports|label_sets|backbones|backbone_levels|CONSTANT ROW)/

function watched(database: WritableDatabase, reads: Reads): WritableDatabase {
  const note = (sql: string, values: SqlValues): void => {
    const plan = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
    const scans = plan.filter(({ detail }) => detail.startsWith('SCAN') && !SMALL.test(detail))
    reads.scans.push(...scans.map(({ detail }) => `${detail}: ${sql}`))
  }
  function* counted<Row>(rows: Iterable<Row>): IterableIterator<Row> {
    for (const row of rows) {
      reads.rows += 1
      yield row
    }
  }
  return delegating(database, {
    first: (sql, ...values) => {
      note(sql, values)
      reads.rows += 1
      return database.first(sql, ...values)
    },
    all: (sql, ...values) => {
      note(sql, values)
      const found = database.all<never>(sql, ...values)
      reads.rows += found.length
      return found
    },
    each: (sql, ...values) => {
      note(sql, values)
      return counted(database.each(sql, ...values))
    },
  })
}

/** A library on the disk whose first half has labels and rejections, as a window has it open that shows all photos. */
async function opened(problem: SyntheticProblem) {
  const folder = temporaryFolder()
  const reads: Reads = { rows: 0, scans: [] }
  const store: Store = storeOn(watched(openDatabase(folder), reads), folder)
  const models = new Models({ store })
  onTestFinished(async () => {
    await models.close()
    store.close()
  })
  fillLibrary(store, problem)
  labelTruly(store, problem, problem.features.rows / 2)
  reject(store, problem)
  const session = new ReviewSession({ store, models, actor: 'test', clock: () => 0 })
  const handlers = pictureHandlers({ store, session })
  await handlers.photos({}, silent())
  Object.assign(reads, { rows: 0, scans: [] })
  return { store, models, session, handlers, reads }
}

/** Each photo is known not to be of some other class than its own. */
function reject(store: Store, problem: SyntheticProblem): void {
  const labelSet = store.labelSets.current()
  const rejections = store.photos.presentIds().map((photo) => {
    const other = problem.truth.names.find((name) => name !== trueClass(problem, photo)) ?? ''
    return { photo, class: store.classes.ensure(labelSet, other) }
  })
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels: [], rejections, skips: [] })
}

test.each(['a photo without a label', 'a labelled photo'])('%s', async (which) => {
  const rows: number[] = []
  for (const photos of [60, 600]) {
    const problem = problemOf(photos)
    const { store, models, handlers, reads } = await opened(problem)
    const id = which === 'a labelled photo' ? 3 : photos
    const details = await handlers.photo({ id }, silent())
    const { neighbours } = await findNeighbours(
      { store, models, signal: silent().signal },
      { id, count: NEIGHBOURS },
    )
    expect(neighbours).toHaveLength(NEIGHBOURS)
    const shown = which === 'a labelled photo' ? details.class : details.suggestion?.class
    expect(shown).toBe(trueClass(problem, id))
    expect(details.rejected).toHaveLength(1)
    expect(reads.scans).toEqual([])
    rows.push(reads.rows)
  }
  expect(rows[1]).toBe(rows[0])
})
