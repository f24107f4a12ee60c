/** @file What the confirmed classes go together with: days, folders, cameras and places. */
import path from 'node:path'
import type { Output } from '../../../shared/contract.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { associations, type Association, type Observation } from '../../group/associations.ts'
import type { Photo, Store } from '../../store/types/index.ts'
import type { JobContext } from '../context.ts'
import { cameraName } from '../library/camera-name.ts'
import { clockTime } from '../library/clock-time.ts'

/** Of what is listed, as often wrong as this, at most. */
const FALSE_DISCOVERY_RATE = 0.05
/** About 11 km of latitude: "the same place" for a day's photos. */
const PLACE_DECIMALS = 1

type Shown = Output<'associations'>

type Control = Pick<JobContext, 'signal' | 'report'>

/** Only what survives the correction for so many tests, least likely to be chance first. @throws AppError `cancelled` */
export async function associationsOf(store: Store, { signal, report }: Control): Promise<Association[]> {
  const labelSet = store.labelSets.current()
  const labels = store.journal.labels(labelSet)
  const names = store.classes.names(labelSet)
  const paths = store.files.paths()
  const observations = store.photos.present().flatMap((photo): Observation[] => {
    const label = labels.get(photo.id)
    if (label === undefined) return []
    return [{ class: names.get(label) ?? '', attributes: attributesOf(photo, paths.get(photo.id)) }]
  })
  const all = await associations(observations, {
    signal,
    report: (done, total) => {
      report({ stage: 'looking for associations', done, total })
    },
  })
  return all.filter(({ qValue }) => qValue <= FALSE_DISCOVERY_RATE)
}

/** @throws AppError `cancelled` */
export async function shownAssociations(
  { store, ...control }: Pick<JobContext, 'store'> & Control,
  { limit }: { limit: number },
): Promise<Shown> {
  const all = await associationsOf(store, control)
  const roots = store.files.origins()
  const found = all.slice(0, limit).map((each) => ({
    ...each,
    folder: each.attribute === 'folder' ? folderKey(roots, each.value) : null,
  }))
  return { associations: found, all: all.length }
}

/** As the window names folders: see renderer/stores/row-facts.ts. */
function folderKey(
  roots: readonly { readonly id: number; readonly path: string }[],
  folder: string,
): string | null {
  for (const { id, path: root } of roots) {
    if (isElsewhere(root)) {
      if (folder === root) return String(id)
      if (folder.startsWith(`${root}/`)) return `${id}${folder.slice(root.length)}`
      continue
    }
    const within = path.relative(root, folder)
    if (within === '') return String(id)
    if (!within.startsWith('..') && !path.isAbsolute(within))
      return `${id}/${within.split(path.sep).join('/')}`
  }
  return null
}

function attributesOf(photo: Photo, file: string | undefined): Record<string, string> {
  const { latitude, longitude } = photo
  const takenAt = clockTime(photo)
  const camera = cameraName(photo.cameraMake, photo.cameraModel)
  return {
    ...(file === undefined ? {} : { folder: path.dirname(file) }),
    ...(takenAt === null ? {} : { day: new Date(takenAt).toISOString().slice(0, 10) }),
    ...(camera === null ? {} : { camera }),
    ...(latitude === null || longitude === null
      ? {}
      : { place: `${latitude.toFixed(PLACE_DECIMALS)}, ${longitude.toFixed(PLACE_DECIMALS)}` }),
  }
}
