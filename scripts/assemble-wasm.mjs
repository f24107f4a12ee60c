/**
 * Assembles every WebAssembly text file (`.wat`) below `main/` into the `.wasm` beside it, by the WebAssembly Binary Toolkit.
 * Both are in the repository, so that nothing has to be assembled to run; test/unit/project/assembled.test.ts proves them the same.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import wabt from 'wabt'

const folder = path.resolve(import.meta.dirname, '../main')
const toolkit = await wabt()

for (const name of await readdir(folder, { recursive: true })) {
  if (!name.endsWith('.wat')) continue
  const source = path.join(folder, name)
  const module = toolkit.parseWat(name, await readFile(source, 'utf8'), { simd: true })
  await writeFile(source.replace(/\.wat$/, '.wasm'), module.toBinary({}).buffer)
  module.destroy()
}
