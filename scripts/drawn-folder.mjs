/** @file Ten drawn pictures of two classes in a folder, and a table with the labels of eight of them. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'

const CLASSES = { red: '#c02020', blue: '#2040c0' }
const OF_EACH = 5

/** @param {string} folder made where it is not there */
export async function drawFolder(folder) {
  const photos = path.join(folder, 'photos')
  const rows = []
  for (const [name, colour] of Object.entries(CLASSES)) {
    await mkdir(path.join(photos, name), { recursive: true })
    for (let number = 0; number < OF_EACH; number += 1) {
      const file = path.join(photos, name, `${number}.jpg`)
      const circle = `<svg width="240" height="180"><circle cx="${90 + 12 * number}" cy="90" r="${40 + 5 * number}" fill="${colour}"/></svg>`
      await sharp(Buffer.from(circle)).flatten({ background: '#e8e8e8' }).jpeg().toFile(file)
      if (number < OF_EACH - 1) rows.push(`${file},${name}`)
    }
  }
  const labels = path.join(folder, 'labels.csv')
  await writeFile(labels, `path,class\n${rows.join('\n')}\n`)
  return { photos, labels, count: 2 * OF_EACH, labelled: rows.length }
}
