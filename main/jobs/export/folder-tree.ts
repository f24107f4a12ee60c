/** @file What an export into folders holds in each of them, as a preview shows it. */
import path from 'node:path'

export interface FolderContent {
  photos: number
  /** Of the first files. */
  readonly names: string[]
}

/** A preview names so many files of each folder. */
const NAMED = 3

/** @param file relative to the folder of the export, with `/` */
export function noteIn(tree: Map<string, FolderContent>, file: string): void {
  const folder = path.posix.dirname(file)
  const content = tree.get(folder) ?? { photos: 0, names: [] }
  content.photos += 1
  if (content.names.length < NAMED) content.names.push(path.posix.basename(file))
  tree.set(folder, content)
}
