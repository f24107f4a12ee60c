/**
 * Notes in `dist/main/build.json` a checksum of everything that was bundled, and of the versions of the packages that it uses.
 * What a program keeps of its results counts only for the build that computed it, and nobody has to remember to raise a number.
 * Run last: what is copied into `dist/` counts as well. Usage: note-build.mjs [ROOT]
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '..'))
const noted = path.join(root, 'dist', 'main', 'build.json')

const hash = createHash('sha256')
const entries = await readdir(path.dirname(noted), { recursive: true, withFileTypes: true })
const files = entries
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => path.join(parentPath, name))
for (const file of files.sort()) if (file !== noted) await take(file)
for (const name of ['package.json', 'package-lock.json']) await take(path.join(root, name))
await writeFile(noted, `${JSON.stringify({ checksum: hash.digest('hex') })}\n`)

async function take(file) {
  const content = await readFile(file).catch(() => undefined) // a package from a registry has no lock file
  if (content === undefined) return
  hash.update(`${path.relative(root, file).split(path.sep).join('/')} ${content.length}\n`).update(content)
}
