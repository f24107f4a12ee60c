/** @file The counters of a library, as a status line shows them. */
import type { Output } from '../../../shared/contract.ts'
import { BackboneName } from '../../../shared/domain.ts'
import { standingEstimate } from '../audit/estimate.ts'
import { countSetAside, SetAsideAs, type SetAsideCounts } from '../../../shared/set-aside.ts'
import type { Store } from '../../store/store.ts'
import { classMarks } from '../labels/class-marks.ts'
import { activeCrops } from '../indexing/active-crops.ts'

export interface Counters {
  /** Present photos. */
  photos: number
  /** Present photos with a label. */
  labelled: number
  /** Present photos that are set aside, and as what. */
  setAside: SetAsideCounts
  /** Decisions in force. */
  actions: number
}

export function libraryCounters(store: Store): Counters {
  const labelSet = store.labelSets.current()
  const counts = store.journal.countByRole(labelSet)
  const setAside = countSetAside([])
  for (const as of SetAsideAs.options) setAside[as] = counts.get(as) ?? 0
  return {
    photos: store.photos.countPresent(),
    labelled: counts.get('class') ?? 0,
    setAside,
    actions: store.journal.countInForce(labelSet),
  }
}

export interface LibrarySummary extends Pick<Counters, 'photos' | 'labelled'> {
  /** Absolute paths of the folders that it reads, and where photos are that are elsewhere, such as `s3://bucket`. */
  roots: string[]
}

/** A card of a list has room for so many pictures. */
const SHOWN = 4

export function librarySummary(store: Store): LibrarySummary {
  const { photos, labelled } = libraryCounters(store)
  return { photos, labelled, roots: store.files.origins().map((root) => root.path) }
}

/** Content hashes of a few photos from all over the library, whose thumbnails can stand for it. */
export function shownPhotos(store: Store): string[] {
  const ids = store.photos.presentIds()
  const places = Array.from({ length: SHOWN }, (_, part) => Math.floor(((part + 0.5) / SHOWN) * ids.length))
  return [...new Set(places)].flatMap((place) => {
    const photo = place < ids.length ? store.photos.get(ids[place]) : undefined
    return photo === undefined ? [] : [photo.contentHash]
  })
}

/** @param library Absolute path of the library folder. */
export function libraryStatus(store: Store, library: string): Output<'status'> {
  const labelSet = store.labelSets.current()
  const roots = store.files.roots()
  const classes = store.classes.list(labelSet)
  return {
    library,
    readOnly: store.isReadOnly,
    ...oneOfSeveral(store),
    key: store.photos.pictureKey(),
    ...libraryCounters(store),
    lostLabels: store.files.lostLabels(labelSet).length,
    unreadable: store.files.unreadable().length,
    missing: roots.reduce((sum, { id }) => sum + store.files.countMissing(id), 0),
    roots: roots.map((root) => root.path),
    classes: classes.map(({ name, photos }) => ({ name, photos })),
    classNumbers: classes.map(({ id }) => id),
    classMarks: classMarks(store),
    head: store.heads.active(labelSet),
    ...standingEstimate(store, labelSet),
    backbone: knownBackbone(store.features.active()?.name),
    secondBackbone: knownBackbone(store.features.second()?.name),
    crops: activeCrops(store),
  }
}

function oneOfSeveral({ labelSets }: Store): Pick<Output<'status'>, 'labelSet'> {
  const sets = labelSets.list()
  const open = sets.find(({ id }) => id === labelSets.current())
  return sets.length > 1 && open !== undefined ? { labelSet: open } : {}
}

/** A backbone that this version does not know has no name here. */
function knownBackbone(name: string | undefined): BackboneName | null {
  return BackboneName.nullable()
    .catch(null)
    .parse(name ?? null)
}
