/** @file Events that several handlers send. */
import type { Store } from '../store/store.ts'
import type { Emitter } from './emitter.ts'

/** Labels changed: what stands on screen is stale. */
export function announceDecision(
  store: Pick<Store, 'journal' | 'classes' | 'labelSets'>,
  events: Emitter,
): void {
  const classes = store.classes.list(store.labelSets.current())
  const labelled = classes.reduce((sum, { photos }) => sum + photos, 0)
  events.emit({ event: 'decided', payload: { decision: store.journal.lastId(), labelled } })
}

/** There are more photos than before, or fewer. */
export function announcePhotos(store: Store, events: Emitter): void {
  const photos = store.photos.countPresent()
  events.emit({ event: 'photos', payload: { photos } })
}

/** Photos were grouped, or groups changed by hand. */
export function announceGrouping(store: Store, events: Emitter): void {
  const id = store.clusters.latest()?.id
  if (id !== undefined) events.emit({ event: 'grouping', payload: { grouping: id } })
}

/** A label set was made, renamed, removed or brought back. */
export function announceLabelSets(store: Store, events: Emitter): void {
  events.emit({ event: 'labelSets', payload: { sets: store.labelSets.list().length } })
}

/** Another head answers from now on, or it answers no longer. */
export function announceHead(store: Store, events: Emitter): void {
  events.emit({ event: 'head', payload: { active: store.heads.active(store.labelSets.current()) } })
}
