/**
 * @file Labels whose picture lies nowhere now: a file was edited in place, truncated, replaced or deleted. Where the picture at the
 * same place is nearly the same, the label is offered for it; nothing moves before the person says so. What was set aside is no label.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { LostLabel } from '../../../shared/contract/lost-labels.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { differingBits } from '../../ingest/perceptual-hash.ts'
import type { Store } from '../../store/store.ts'

/** Of 64: pictures that were saved again differ in fewer, different ones in more (measured in group/duplicates.ts). */
const MOST_BITS = 10
/** Cosine of the features; the hash alone would take flat pictures of different things for one. */
const LEAST_SIMILARITY = 0.8

export function lostLabels(store: Store): Output<'lostLabels'> {
  const labelSet = store.labelSets.current()
  const labelled = store.journal.labelsOfAnyRole(labelSet)
  const taken = new Set<PhotoId>()
  const labels = store.files.lostLabels(labelSet).map(({ photo, classId, path, why, now }): LostLabel => {
    const isFree = now !== null && !labelled.has(now) && !taken.has(now)
    const offer = isFree ? offerOf(store, photo, now) : null
    if (offer !== null) taken.add(offer.photo)
    return { photo, class: store.classes.name(classId), path, why, offer }
  })
  return { labels, offered: labels.filter(({ offer }) => offer !== null).length }
}

export function settleLostLabels(
  store: Store,
  { action, photos }: Parsed<'settleLostLabels'>,
): Output<'settleLostLabels'> {
  return store.transaction(() => {
    const labelSet = store.labelSets.current()
    const wanted = photos && new Set(photos)
    const lost = lostLabels(store).labels.filter(({ photo }) => wanted?.has(photo) ?? true)
    const settled = action === 'drop' ? lost : lost.filter(({ offer }) => offer !== null)
    if (settled.length === 0) return { decision: null, labelled: 0 }
    const labels = settled.flatMap(({ photo, offer, class: name }) => {
      const off = { photo, class: null }
      if (action === 'drop' || offer === null) return [off]
      return [off, { photo: offer.photo, class: store.classes.ensure(labelSet, name) }]
    })
    const decided = { labelSet, kind: 'label', actor: 'person', labels } as const
    const decision = store.journal.decide({ ...decided, rejections: [], skips: [] })
    return { decision, labelled: settled.length }
  })
}

function offerOf(store: Store, lost: PhotoId, now: PhotoId): LostLabel['offer'] {
  const [before, after] = [lost, now].map((photo) => store.photos.get(photo)?.perceptualHash ?? null)
  if (before === null || after === null || differingBits(before, after) > MOST_BITS) return null
  const similarity = cosineOf(store, lost, now)
  return similarity < LEAST_SIMILARITY ? null : { photo: now, similarity }
}

/** 0 where the library has no features of one of them. */
function cosineOf(store: Store, one: PhotoId, other: PhotoId): number {
  const backbone = store.features.active()
  if (backbone === undefined) return 0
  const { data, rows, columns } = store.features.some(backbone.id, 'features', [one, other])
  if (rows < 2) return 0
  let [both, first, second] = [0, 0, 0]
  for (let i = 0; i < columns; i += 1) {
    const [a, b] = [data[i], data[columns + i]]
    both += a * b
    first += a * a
    second += b * b
  }
  return first > 0 && second > 0 ? both / Math.sqrt(first * second) : 0
}
