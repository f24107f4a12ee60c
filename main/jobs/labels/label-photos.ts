/**
 * @file Labels by path: some photos by hand, or a CSV file. What a person said by hand replaces an earlier label; an import
 * never does: where it contradicts itself or a confirmed label, that is a conflict for the person to settle.
 */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { readLabelFile } from './label-file.ts'
import { Locator } from './locate.ts'

/** Everything that was said about one photo. */
interface WantedLabel {
  path: string
  classes: Set<string>
}

interface Wanted {
  photos: Map<PhotoId, WantedLabel>
  unknown: string[]
  ambiguous: Output<'label'>['ambiguous']
}

interface LabelItem {
  path: string
  /** Path from an indexed folder, for where nothing is known at the path itself; '' for none. */
  relative: string
  class: string
}

export async function labelPhotos(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  { items, file, encoding }: Parsed<'label'>,
): Promise<Output<'label'>> {
  const roots = store.files.roots().map((root) => root.path)
  const named = items.map((item) => ({ ...item, relative: '' }))
  const byHand = await gather(store, named, { bases: roots, roots }, signal)
  const imported =
    file === undefined
      ? { photos: new Map(), unknown: [], ambiguous: [] }
      : await gatherLabels({ store, signal }, { file, encoding })
  if (imported.photos.size > 0) store.backUp('import')
  return store.transaction(() => {
    const hand = decide(store, 'label', byHand)
    const file = decide(store, 'import', imported)
    return {
      labelled: hand.labelled + file.labelled,
      unknown: [...byHand.unknown, ...imported.unknown],
      conflicts: [...hand.conflicts, ...file.conflicts],
      ambiguous: [...byHand.ambiguous, ...imported.ambiguous],
    }
  })
}

/** What a file of labels says, photo by photo. @throws as `readLabelFile` does */
export async function gatherLabels(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  { file, encoding }: { file: string; encoding?: string | undefined },
): Promise<Wanted> {
  const roots = store.files.roots().map((root) => root.path)
  const bases = [path.dirname(path.resolve(file)), ...roots]
  return gather(store, await readLabelFile(file, encoding), { bases, roots }, signal)
}

async function gather(
  store: Store,
  items: readonly LabelItem[],
  { bases, roots }: { bases: readonly string[]; roots: readonly string[] },
  signal: AbortSignal,
): Promise<Wanted> {
  const photos = new Map<PhotoId, WantedLabel>()
  const unknown: string[] = []
  const ambiguous: Wanted['ambiguous'] = []
  const [byPath, byRoot] = [new Locator(store, bases), new Locator(store, roots)]
  for (const item of items) {
    throwIfCancelled(signal)
    const atPath = await byPath.locate(item.path)
    const isFromRoot = atPath.kind === 'unknown' && item.relative !== ''
    const found = isFromRoot ? await byRoot.locate(item.relative) : atPath
    if (found.kind === 'unknown')
      unknown.push(isElsewhere(item.path) ? item.path : path.resolve(bases.at(0) ?? '', item.path))
    else if (found.kind === 'ambiguous') {
      ambiguous.push({ path: isFromRoot ? item.relative : item.path, candidates: [...found.candidates] })
    } else {
      const { photo } = found
      const entry = photos.get(photo) ?? { path: store.files.pathOf(photo) ?? item.path, classes: new Set() }
      photos.set(photo, entry)
      entry.classes.add(item.class)
    }
  }
  return { photos, unknown, ambiguous }
}

/** One decision for all photos whose entry is clear; photos that carry the class already count, and change nothing. */
function decide(
  store: Store,
  kind: 'label' | 'import',
  { photos }: Wanted,
): Pick<Output<'label'>, 'labelled' | 'conflicts'> {
  const labelSet = store.labelSets.current()
  const current = store.journal.labelsOfAnyRole(labelSet)
  const conflicts: Output<'label'>['conflicts'] = []
  const labels: { photo: PhotoId; class: number }[] = []
  let unchanged = 0
  for (const [photo, entry] of photos) {
    const before = current.get(photo)
    const names = new Set(entry.classes)
    if (kind === 'import' && before !== undefined) names.add(store.classes.name(before))
    const [name] = names
    if (names.size > 1) {
      conflicts.push({ path: entry.path, classes: [...names].sort() })
      continue
    }
    const wantedClass = store.classes.ensure(labelSet, name)
    if (wantedClass === before) unchanged++
    else labels.push({ photo, class: wantedClass })
  }
  if (labels.length > 0) {
    store.journal.decide({ labelSet, kind, actor: 'person', labels, rejections: [], skips: [] })
  }
  return { labelled: labels.length + unchanged, conflicts }
}
