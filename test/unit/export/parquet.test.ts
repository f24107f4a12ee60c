/** @file Export as Parquet: what stands in the columns, the embeddings above all, for our own reader and for Arrow where Python is at hand. */
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readParquet } from '../../../main/files/parquet-file.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { readLabelFile } from '../../../main/jobs/labels/label-file.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { activeSpace } from '../../../main/jobs/similarity/active-space.ts'
import { row } from '../../../main/math/matrix.ts'
import { contract } from '../../../shared/contract.ts'
import { storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

/** More than a block holds. */
const PHOTOS = 1100

async function exported(photos: number) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const problem = syntheticProblem({ seed: 1, classes: 3, photos, dimensions: 96, spread: 0.3 })
  const ids = fillLibrary(store, problem)
  const labelSet = store.labelSets.current()
  const labels = ids.map((photo, index) => ({
    photo,
    class: store.classes.ensure(labelSet, problem.truth.names[problem.truth.classOf[index]]),
  }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  const out = path.join(folder, 'labels.parquet')
  const models = new Models({ store })
  const { signal } = new AbortController()
  const context = { store, models, signal, report: () => undefined, resources: 'resources' }
  const input = contract.export.input.parse({ format: 'parquet', out })
  const run = () => exportLibrary(context, input, () => Promise.resolve([]))
  return { store, models, ids, out, run, done: await run() }
}

describe('a Parquet file', () => {
  it('holds a row for each photo, with the numbers by which photos are compared now', async () => {
    const { models, ids, out, run, done, store } = await exported(PHOTOS)
    expect(done.written).toBe(PHOTOS)
    const { rows, metadata } = await readParquet(
      out,
      ['path', 'class', 'state', 'probability', 'head', 'content_hash', 'width', 'embedding'],
      PHOTOS,
    )
    const space = await activeSpace(await models.current())
    if (space === undefined) throw new Error('no space')
    expect(metadata.key_value_metadata).toEqual([
      { key: 'twinsort.embedding', value: JSON.stringify({ name: space.name, dimensions: 96 }) },
    ])
    const paths = store.files.paths()
    const rowOf = new Map(rows.map((each) => [each.path, each]))
    for (const [index, photo] of ids.entries()) {
      const found = rowOf.get(paths.get(photo))
      expect(found).toMatchObject({
        state: 'confirmed',
        probability: 1,
        head: null,
        width: store.photos.get(photo)?.width,
      })
      expect(found?.content_hash).toBe(store.photos.get(photo)?.contentHash)
      expect(found?.embedding).toEqual(Array.from(row(space.matrix, index)))
    }
    expect((await readLabelFile(out)).map((label) => label.class)).toEqual(rows.map((each) => each.class))
    await expect(run()).resolves.toMatchObject({ written: PHOTOS }) // in place of its own
  })

  it('is read by Arrow, to the same numbers', async ({ skip }) => {
    const hasArrow = spawnSync('python3', ['-c', 'import pyarrow.parquet']).status === 0
    if (!hasArrow) skip('Python with pyarrow is not on this machine')
    const { out } = await exported(20)
    const program = [
      'import sys, json, pyarrow.parquet as q',
      't = q.read_table(sys.argv[1])',
      'print(json.dumps([t.num_rows, str(t.schema.field("embedding").type), t.column("embedding")[7].as_py()]))',
    ].join('\n')
    const read = spawnSync('python3', ['-c', program, out], { encoding: 'utf8' })
    const { rows } = await readParquet(out, ['embedding'], 20)
    expect(JSON.parse(read.stdout)).toEqual([20, 'list<element: float not null>', rows[7].embedding])
  })

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['of nothing but its mark', () => Buffer.from('PAR1')],
    [
      'whose directory points outside',
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, -8), Buffer.from([255, 255, 255, 127]), Buffer.from('PAR1')]),
    ],
    [
      'with changed bytes',
      (bytes: Buffer) =>
        Buffer.from(
          bytes.map((byte, index) =>
            index > 3 && index < bytes.length - 8 && index % 97 === 0 ? byte ^ 0x55 : byte,
          ),
        ),
    ],
  ])('%s is refused, with its name', async (_, damage) => {
    const { out } = await exported(40)
    await writeFile(out, damage(await readFile(out)))
    await expect(readLabelFile(out)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(out) as string,
    })
  })
})
