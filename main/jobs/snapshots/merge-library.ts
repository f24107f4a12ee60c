/** @file Takes the labels that another person gave the same photos, from their library. */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { agreementOf } from '../../math/agreement.ts'
import { holdsLibrary } from '../../store/lifecycle/lost.ts'
import { openForReading, type LabelSetId, type Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { importLabels, refusals } from '../labels/import-labels.ts'
import { labelsNow } from './compare-labels.ts'

/**
 * What is stored here is never replaced: who has confirmed another class, refused theirs, or set the photo aside keeps that.
 * @throws AppError as the contract says; and as opening a library does
 */
export function mergeLibrary(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  { library, name, dryRun }: Parsed<'mergeLibrary'>,
): Output<'mergeLibrary'> {
  const { theirs, unknown } = labelsOfOther(store, path.resolve(library))
  throwIfCancelled(signal)
  const labelSet = store.labelSets.current()
  const mine = labelsNow(store)
  const aside = store.journal.setAside(labelSet)
  const isRefused = refusals(store)
  const fresh = [...theirs].filter(
    ([photo, theirClass]) => !mine.has(photo) && !aside.has(photo) && !isRefused(photo, theirClass),
  )
  const agreement = agreementOf(theirs, mine)
  const said = {
    photos: theirs.size,
    unknown,
    labelled: fresh.length,
    same: agreement.same,
    conflicts: theirs.size - fresh.length - agreement.same,
    agreement,
  }
  if (dryRun) return { ...said, decision: null }
  if (fresh.length > 0) store.backUp('import')
  return store.transaction(() => {
    store.labelSnapshots.add(labelSet, name, theirs)
    if (fresh.length === 0) return { ...said, decision: null }
    const labels = fresh.map(([photo, theirClass]) => ({ photo, class: theirClass }))
    return { ...said, decision: importLabels(store, labels) }
  })
}

/** By the ids that the same photos have here; and how many are not known here. */
function labelsOfOther(store: Store, library: string): { theirs: Map<PhotoId, string>; unknown: number } {
  if (library === store.folder) throw new AppError('bad-input', sentence('merge-with-itself'))
  if (!holdsLibrary(library))
    throw new AppError('not-found', sentence('no-library-there', { folder: library }))
  const other = openForReading({ folder: library, isReadOnly: true })
  try {
    const labels = labelsNow(other, sameSet(store, other))
    const theirs = new Map<PhotoId, string>()
    for (const [photo, theirClass] of labels) {
      const hash = other.photos.get(photo)?.contentHash
      const here = hash === undefined ? undefined : store.photos.byContent(hash)
      if (here !== undefined) theirs.set(here, theirClass)
    }
    return { theirs, unknown: labels.size - theirs.size }
  } finally {
    other.close()
  }
}

/** Theirs of the name of the one that is open here; where they have none, the one that they have open. */
function sameSet(store: Store, other: Store): LabelSetId {
  const here = store.labelSets.current()
  const name = store.labelSets.list().find(({ id }) => id === here)?.name
  return other.labelSets.list().find((set) => set.name === name)?.id ?? other.labelSets.current()
}
