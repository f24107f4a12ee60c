/** @file Folders that are dropped on the window. A browser tells their names, but not where they lie. */
import { useFilesOver } from '../../ui/drop/use-files-over.ts'

export interface DroppedFolders {
  /** Absolute paths, where the shell tells them. */
  readonly paths: readonly string[]
  /** Names of all of them. */
  readonly names: readonly string[]
}

/**
 * For as long as the component lives.
 * @param take gets what was dropped; no names where there was no folder among it.
 * @returns whether files are carried over the window.
 */
export function useFolderDrop(take: (dropped: DroppedFolders) => void) {
  return useFilesOver((dropped) => {
    take(foldersIn(dropped))
  })
}

function foldersIn({ items }: DataTransfer): DroppedFolders {
  const files = [...items]
    .filter((item) => item.webkitGetAsEntry()?.isDirectory === true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null)
  const paths = files.map((file) => window.twinsort?.pathOf(file) ?? '').filter((path) => path !== '')
  return { paths, names: files.map(({ name }) => name) }
}
