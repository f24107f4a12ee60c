/** @file How many photos a bulk change would touch, and how many of them a person has confirmed. */
import { isWithin } from '../../../shared/class-name.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { Store } from '../../store/store.ts'

/** @param suggestions the likeliest class of each photo without a label, as the window shows it */
export function bulkImpact(
  store: Store,
  { ids, classes }: Parsed<'bulkImpact'>,
  suggestions: readonly { readonly photo: PhotoId; readonly class: string }[],
): Output<'bulkImpact'> {
  const labelSet = store.labelSets.current()
  const names = store.classes.names(labelSet)
  const labels = new Map(
    [...store.journal.labels(labelSet)].map(([photo, id]) => [photo, names.get(id) ?? '']),
  )
  const aside = store.journal.setAside(labelSet)
  const guesses = new Map(suggestions.map((each) => [each.photo, each.class]))
  const touched = new Set(ids)
  for (const [photo, name] of [...guesses, ...labels]) {
    if (classes.some((each) => isWithin(name, each))) touched.add(photo)
  }
  const present = new Set(store.photos.presentIds())
  const total = { photos: touched.size, confirmed: 0, missing: 0, setAside: 0, suggested: 0 }
  const byClass = new Map<string, { class: string; confirmed: number; suggested: number }>()
  for (const photo of touched) {
    if (aside.has(photo)) total.setAside += 1
    const label = labels.get(photo)
    const name = label ?? guesses.get(photo)
    if (name === undefined) continue
    const row = byClass.get(name) ?? { class: name, confirmed: 0, suggested: 0 }
    byClass.set(name, row)
    const state = label === undefined ? 'suggested' : 'confirmed'
    row[state] += 1
    total[state] += 1
    if (label !== undefined && !present.has(photo)) total.missing += 1
  }
  const rows = [...byClass.values()].sort(
    (a, b) => b.confirmed + b.suggested - a.confirmed - a.suggested || (a.class < b.class ? -1 : 1),
  )
  return { ...total, classes: rows }
}
