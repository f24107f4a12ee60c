/** @file Ten drawn pictures of two classes in a folder, and a table with the labels of eight of them. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { drawLibrary } from '../test/support/photos/pictures.ts'

const OF_EACH = 5

/** @param {string} folder */
export async function drawFolder(folder) {
  const photos = path.join(folder, 'photos')
  const drawn = await drawLibrary(photos, { classes: 2, perClass: OF_EACH })
  const rows = drawn
    .filter((_, index) => index % OF_EACH < OF_EACH - 1)
    .map((each) => `${each.path},${each.class}`)
  const labels = path.join(folder, 'labels.csv')
  await writeFile(labels, `path,class\n${rows.join('\n')}\n`)
  return { photos, labels, count: drawn.length, labelled: rows.length }
}
