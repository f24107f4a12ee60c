/** @file Confirmed labels that are probably wrong. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { nearestRows } from '../../math/products/products.ts'
import { gatherRows } from '../../math/matrix.ts'
import type { JobContext } from '../context.ts'
import { contradictedBy } from '../snapshots/contradicted-labels.ts'
import { suspectedPhotos, type SuspectedPhoto } from '../review/suspected-photos.ts'
import { className, NEIGHBOURS, photoAt, readChecked, type CheckedLibrary } from './checked-library.ts'

type Suspects = Output<'insights'>['mislabels']

export async function findSuspects(
  context: Pick<JobContext, 'store' | 'models' | 'signal' | 'report'>,
  { snapshot }: Parsed<'suspects'>,
): Promise<Output<'suspects'>> {
  const { signal, report } = context
  if (snapshot !== undefined) return { suspects: contradictedBy(context.store, snapshot) }
  report({ stage: 'looking for wrong labels', done: 0, total: null })
  const suspects = await suspectsOf(await readChecked(context), signal)
  report({ stage: 'looking for wrong labels', done: suspects.length, total: suspects.length })
  return { suspects }
}

/** Most suspect first, without those that a person was asked about. */
export async function suspectsOf(library: CheckedLibrary, signal: AbortSignal): Promise<Suspects> {
  const { rechecked } = library.evidence
  const found = (await suspectedPhotos(library, signal)).filter(({ index }) => rechecked[index] === 0)
  const disagreements = await disagreementsOf(library, found, signal)
  return found.map(({ index, label, likelier, selfConfidence }, place) => ({
    ...photoAt(library, index),
    class: className(library, label) ?? '',
    suggested: className(library, likelier) ?? '',
    probability: selfConfidence,
    disagreement: disagreements[place],
  }))
}

/** Of each the share of the labelled among its neighbours that carry another label; null where none is labelled. */
async function disagreementsOf(
  { space, evidence }: CheckedLibrary,
  found: readonly SuspectedPhoto[],
  signal: AbortSignal,
): Promise<(number | null)[]> {
  if (found.length === 0) return []
  const rows = Int32Array.from(found, ({ index }) => index)
  // One more than wanted: the nearest of all is the photo itself.
  const most = Math.min(NEIGHBOURS + 1, space.features.rows)
  const { indices } = await nearestRows(gatherRows(space.features, rows), space.features, most, { signal })
  return found.map(({ index, label }, place) => {
    const others = [...indices.subarray(place * most, (place + 1) * most)].filter((other) => other !== index)
    const labels = others.map((other) => evidence.labels[other]).filter((other) => other >= 0)
    return labels.length === 0 ? null : labels.filter((other) => other !== label).length / labels.length
  })
}
