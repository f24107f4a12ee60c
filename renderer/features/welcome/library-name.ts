/** @file What the person calls a library of the list: its folders of photos; the library's own folder while it has none. Pure. */
import type { LibraryEntry } from '../../../shared/contract/room.ts'
import { listed } from '../../words/lists.ts'
import { baseName } from '../../words/paths.ts'

export function libraryName({ roots, library }: Pick<LibraryEntry, 'roots' | 'library'>): string {
  return roots.length === 0 ? baseName(library) : listed(roots.map(baseName))
}

/** Names that several libraries have. */
export function sharedNames(
  entries: readonly Pick<LibraryEntry, 'roots' | 'library'>[],
): ReadonlySet<string> {
  const names = Map.groupBy(entries, libraryName)
  return new Set([...names].filter(([, each]) => each.length > 1).map(([name]) => name))
}
