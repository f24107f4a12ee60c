/** @file Gives photos their first labels, as folders, keywords or a file call them: one decision, which undo takes back as a whole. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { Store } from '../../store/store.ts'
import { importLabels, refusals } from './import-labels.ts'

interface Sorted extends Omit<Output<'takeLabels'>, 'decision' | 'labelled' | 'classes'> {
  readonly labels: { readonly photo: PhotoId; readonly class: string }[]
}

/** A confirmed label never changes by it: what a person decided since this was shown counts, not what was shown. */
export function takeLabels(
  store: Store,
  { groups, dryRun, listed = Infinity }: Parsed<'takeLabels'>,
): Output<'takeLabels'> {
  const before = sortOut(store, groups, listed)
  if (dryRun || before.labels.length === 0) return outputOf(store, before)
  store.backUp('import') // no transaction may be open
  return store.transaction(() => {
    const sorted = sortOut(store, groups, listed)
    if (sorted.labels.length > 0) importLabels(store, sorted.labels)
    return outputOf(store, sorted)
  })
}

function outputOf(store: Store, { labels, ...told }: Sorted): Output<'takeLabels'> {
  const classes = new Set(labels.map((label) => label.class)).size
  return { decision: store.journal.lastId(), labelled: labels.length, classes, ...told }
}

function sortOut(store: Store, groups: Parsed<'takeLabels'>['groups'], listed: number): Sorted {
  const labelSet = store.labelSets.current()
  const now = store.journal.labels(labelSet)
  const aside = store.journal.setAside(labelSet)
  const present = new Set(store.photos.presentIds())
  const isRefused = refusals(store)
  const ids = new Map(groups.map(({ class: name }) => [name, store.classes.find(labelSet, name)]))
  const sorted: Sorted = {
    ...{ labels: [], same: 0, different: 0, setAside: 0, refused: 0, conflicting: 0, conflicts: [], gone: 0 },
  }
  for (const [photo, names] of namesOf(groups)) {
    const [name] = names
    const confirmed = now.get(photo)
    if (!present.has(photo)) sorted.gone += 1
    else if (confirmed !== undefined) {
      const isSame = [...names].some((each) => ids.get(each) === confirmed)
      sorted[isSame ? 'same' : 'different'] += 1
    } else if (aside.has(photo)) sorted.setAside += 1
    else if (names.size > 1) {
      sorted.conflicting += 1
      if (sorted.conflicts.length >= listed) continue
      const path = store.files.pathOf(photo) ?? ''
      sorted.conflicts.push({ id: photo, path, classes: [...names].sort() })
    } else if (isRefused(photo, name)) sorted.refused += 1
    else sorted.labels.push({ photo, class: name })
  }
  return sorted
}

/** What each photo is to be, in the order in which they come. */
function namesOf(groups: Parsed<'takeLabels'>['groups']): Map<PhotoId, Set<string>> {
  const names = new Map<PhotoId, Set<string>>()
  for (const { class: name, ids } of groups) {
    for (const id of ids) names.set(id, (names.get(id) ?? new Set()).add(name))
  }
  return names
}
