import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import wabt from 'wabt'

const folder = path.resolve(import.meta.dirname, '../../../main')
const names = await readdir(folder, { recursive: true })
const sources = names.filter((name) => name.endsWith('.wat'))

describe('WebAssembly in the repository', () => {
  it('has a source for every binary, and is not nothing', () => {
    const binaries = names.filter((name) => name.endsWith('.wasm'))
    expect(binaries.sort()).toEqual(sources.map((name) => name.replace(/\.wat$/, '.wasm')).sort())
    expect(sources.length).toBeGreaterThan(0)
  })

  it.each(sources)('is what %s assembles to, byte for byte (else: npm run assemble-wasm)', async (name) => {
    const source = path.join(folder, name)
    const toolkit = await wabt()
    const module = toolkit.parseWat(name, await readFile(source, 'utf8'), { simd: true })
    module.validate()
    const { buffer } = module.toBinary({})
    module.destroy()
    const found = await readFile(source.replace(/\.wat$/, '.wasm'))
    expect(found.toString('hex')).toBe(Buffer.from(buffer).toString('hex'))
  })
})
