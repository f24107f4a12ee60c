/** @file Sets photos aside, or brings them back: one decision, which undo takes back as a whole. See [Note: set aside]. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { setAsideName, type SetAsideAs } from '../../../shared/set-aside.ts'
import type { NewDecision, Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { Locator } from './locate.ts'
import { BULK_CHANGE } from './relabel-photos.ts'

type Where = Pick<Output<'setAside'>, 'unknown' | 'ambiguous'>

/** @throws AppError `not-found` for an unknown id. */
export async function setPhotosAside(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  { ids, paths, as, only }: Parsed<'setAside'>,
): Promise<Output<'setAside'>> {
  const { photos, ...where } = await photosAt(store, paths, signal)
  const wanted = new Set([...ids, ...photos])
  if (wanted.size >= BULK_CHANGE) store.backUp('relabel') // no transaction may be open
  return store.transaction(() => ({ ...decide(store, wanted, as, only), ...where }))
}

async function photosAt(
  store: Store,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Where & { photos: PhotoId[] }> {
  const locator = new Locator(
    store,
    store.files.roots().map((root) => root.path),
  )
  const found = { photos: [] as PhotoId[], unknown: [] as string[], ambiguous: [] as Where['ambiguous'] }
  for (const path of paths) {
    throwIfCancelled(signal)
    const place = await locator.locate(path)
    if (place.kind === 'photo') found.photos.push(place.photo)
    else if (place.kind === 'unknown') found.unknown.push(path)
    else found.ambiguous.push({ path, candidates: [...place.candidates] })
  }
  return found
}

/** Only those that are set aside are brought back: a class stays. */
function decide(
  store: Store,
  photos: ReadonlySet<PhotoId>,
  as: SetAsideAs | null,
  only: Parsed<'setAside'>['only'],
): Omit<Output<'setAside'>, keyof Where> {
  const labelSet = store.labelSets.current()
  const aside = store.journal.setAside(labelSet)
  const classes = store.journal.labels(labelSet)
  const meant = only === 'all' ? [...photos] : [...photos].filter((photo) => !classes.has(photo))
  const changed = meant.filter((photo) => (aside.get(photo) ?? null) !== as)
  const confirmed = changed.filter((photo) => classes.has(photo)).length
  if (changed.length === 0) return { decision: store.journal.lastId(), changed: 0, confirmed }
  const wanted = as === null ? null : store.classes.ensure(labelSet, setAsideName(as))
  const labels: NewDecision['labels'] = changed.map((photo) => ({ photo, class: wanted }))
  const parts = { labels, rejections: [], skips: [] }
  const decision = store.journal.decide({ labelSet, kind: 'label', actor: 'person', ...parts })
  return { decision, changed: changed.length, confirmed }
}
