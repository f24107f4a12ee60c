/** @file What changed from the labels of one moment to those of another. */
import type { LabelChanges, Snapshot } from '../../../shared/contract/snapshots.ts'
import type { Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { agreementOf } from '../../math/agreement.ts'
import type { Store } from '../../store/store.ts'

/** The classes by name, of all photos that have one now. */
export function labelsNow(store: Store, labelSet = store.labelSets.current()): Map<PhotoId, string> {
  const names = store.classes.names(labelSet)
  const labels = [...store.journal.labels(labelSet)]
  return new Map(labels.map(([photo, id]) => [photo, names.get(id) ?? store.classes.name(id)]))
}

/** @throws AppError `conflict` where the name is taken, `not-enough-labels` where there is no label to keep */
export function saveSnapshot(store: Store, name: string): Snapshot {
  const labelSet = store.labelSets.current()
  const labels = labelsNow(store)
  if (labels.size === 0) throw new AppError('not-enough-labels', sentence('snapshot-of-nothing'))
  store.labelSnapshots.add(labelSet, name, labels)
  const [newest] = store.labelSnapshots.list(labelSet)
  return newest
}

/** @throws AppError `not-found` */
export function compareSnapshots(
  store: Store,
  { from, to, limit }: Parsed<'compareSnapshots'>,
): LabelChanges {
  const labelSet = store.labelSets.current()
  const before = store.labelSnapshots.labels(labelSet, from)
  const after = to === null ? labelsNow(store) : store.labelSnapshots.labels(labelSet, to)
  const differing = [...new Set([...before.keys(), ...after.keys()])].flatMap((photo) => {
    const change = { photo, from: before.get(photo) ?? null, to: after.get(photo) ?? null }
    return change.from === change.to ? [] : [change]
  })
  const added = differing.filter((each) => each.from === null).length
  const removed = differing.filter((each) => each.to === null).length
  return {
    ...{ added, removed, changed: differing.length - added - removed },
    same: before.size + added - differing.length,
    agreement: agreementOf(before, after),
    kinds: kindsOf(differing),
    photos: placed(store, differing).slice(0, limit),
  }
}

interface Change {
  readonly photo: PhotoId
  readonly from: string | null
  readonly to: string | null
}

function kindsOf(changes: readonly Change[]): LabelChanges['kinds'] {
  const kinds = Map.groupBy(changes, ({ from, to }) => JSON.stringify([from, to]))
  return [...kinds.values()]
    .map((alike) => ({ from: alike[0].from, to: alike[0].to, photos: alike.length }))
    .sort((a, b) => b.photos - a.photos)
}

function placed(store: Store, changes: readonly Change[]): LabelChanges['photos'] {
  const paths = store.files.paths()
  return changes
    .map(({ photo, ...change }) => ({
      id: photo,
      path: paths.get(photo) ?? null,
      ...change,
    }))
    .sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1))
}
