/**
 * @file What the library shows about itself, for the command line: near-duplicates, photos like no others, labels that are
 * probably wrong, and what the classes go together with. Photos that are set aside stand in none of the lists. It reads, and changes
 * nothing.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { LEFT_OUT } from '../../math/labels.ts'
import { row, type Matrix } from '../../math/matrix.ts'
import { associationsOf } from '../checking/associations.ts'
import { photoAt, readChecked, type CheckedLibrary } from '../checking/checked-library.ts'
import { outliersOf } from '../checking/outliers.ts'
import { suspectsOf } from '../checking/suspects.ts'
import type { JobContext } from '../context.ts'

type Insights = Output<'insights'>

/** @throws AppError `not-found` while the library has no photos with features; `cancelled`. */
export async function insights(
  context: Pick<JobContext, 'store' | 'models' | 'signal' | 'report'>,
  { limit }: Parsed<'insights'>,
): Promise<Insights> {
  const { store, signal, report } = context
  const library = await readChecked(context)
  const { outliers } = await outliersOf(library, limit, context)
  throwIfCancelled(signal)
  report({ stage: 'looking for wrong labels', done: 1, total: 3 })
  const mislabels = await suspectsOf(library, signal)
  report({ stage: 'looking for associations', done: 2, total: 3 })
  const out = {
    duplicates: duplicates(library).slice(0, limit),
    outliers,
    mislabels: mislabels.slice(0, limit),
    associations: (await associationsOf(store, context)).slice(0, limit),
  }
  report({ stage: 'looking for associations', done: 3, total: 3 })
  return out
}

/** Largest groups first. */
function duplicates(library: CheckedLibrary): Insights['duplicates'] {
  const groups = new Map<number, number[]>()
  library.space.duplicates.forEach((group, index) => {
    if (library.evidence.labels[index] === LEFT_OUT) return
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [index])
    else members.push(index)
  })
  return [...groups.values()]
    .filter((members) => members.length > 1)
    .sort((a, b) => b.length - a.length || a[0] - b[0])
    .map((members) => ({
      photos: members.map((index) => photoAt(library, index)),
      similarity: leastSimilarity(library.space.features, members),
    }))
}

/** The least cosine of the first with another. */
function leastSimilarity(features: Matrix, [first, ...others]: readonly number[]): number {
  return others.reduce((least, other) => {
    const cosine = row(features, first).reduce((sum, value, k) => sum + value * row(features, other)[k], 0)
    return Math.min(least, cosine)
  }, Infinity)
}
