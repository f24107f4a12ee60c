/** @file What is worth watching below a folder of photos: what `scan` would list, as far as names tell. */
import { existsSync, type Stats } from 'node:fs'
import path from 'node:path'
import { hasPictureExtension } from '../formats.ts'
import { isLeftOut } from '../scan.ts'

/** Besides files with a picture's name, those without any ending: they may be pictures all the same. */
export function mayBePicture(file: string): boolean {
  return hasPictureExtension(file) || path.extname(file) === ''
}

/** Whether this folder is passed over, as `scan` does. */
export function isPassedOver(folder: string): boolean {
  const name = path.basename(folder)
  // A library writes there whenever it reads photos.
  return isLeftOut(name) || (name === 'thumbnails' && existsSync(path.join(folder, '..', 'library.db')))
}

/** For the watcher, which asks with and without knowing what stands there. @param root is watched, whatever its name */
export function ignoredBelow(root: string): (place: string, stats?: Stats) => boolean {
  return (place, stats) => {
    if (place === root) return false
    if (stats?.isFile() === true) return path.basename(place).startsWith('.') || !mayBePicture(place)
    return isPassedOver(place)
  }
}
