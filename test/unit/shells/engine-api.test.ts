/** @file The engine's interface for programs of others: its description, and the example that uses it. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { engineApi } from '../../../main/engine/engine-api.ts'
import { contract, events } from '../../../shared/contract.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

describe("the engine's interface", () => {
  it('is described with the input and output of every method, and every event; what it points to is there', () => {
    const api = engineApi()
    const { schemas } = api.components
    for (const method of Object.keys(contract))
      expect(schemas).toMatchObject({ [`${method}.input`]: { type: 'object' }, [`${method}.output`]: {} })
    for (const event of Object.keys(events)) expect(schemas).toHaveProperty([`${event}.event`])
    expect(schemas['renameClass.input']).toMatchObject({
      properties: { from: { type: 'string' }, to: { type: 'string' } },
      required: expect.arrayContaining(['from', 'to']) as unknown,
    })
    const pointers = [...JSON.stringify(api).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer)
    expect(pointers.length).toBeGreaterThan(4)
    for (const pointer of pointers.filter((each) => !each.startsWith('$defs')))
      expect(api).toHaveProperty(pointer.split('/'))
  })

  it('serves a program of one page', async () => {
    const folder = await temporaryFolder()
    await drawLibrary(path.join(folder, 'photos'), { classes: 2, perClass: 4 })
    const example = path.join(packageRoot(), 'docs/examples/label-by-program.ts')
    const words = [example, path.join(folder, 'library'), path.join(folder, 'photos'), 'round']
    const { stdout } = await promisify(execFile)(process.execPath, words)
    expect(JSON.parse(stdout)).toMatchObject({ photos: 8, named: expect.any(Number) as unknown })
  })
})
