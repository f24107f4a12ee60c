/**
 * @file `bench loop-sets` as a whole, on drawn pictures: its figures, its table, its cache, and its errors.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { format } from 'oxfmt'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runBench } from '../../support/bench.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

const byMilestone = <T extends z.ZodType>(value: T) =>
  z.strictObject({ accuracy90: value, accuracy95: value, committed90: value, committed95: value })
const Report = z.strictObject({
  sets: z.array(
    z.strictObject({
      set: z.string(),
      photos: z.int(),
      classes: z.int(),
      backbone: z.string(),
      actions: byMilestone(z.number()),
      bestBaseline: byMilestone(z.strictObject({ policy: z.string(), actions: z.number() })),
      excessRatio: byMilestone(z.number().nullable()),
      pureRatio: byMilestone(z.number().nullable()),
    }),
  ),
  mean: z.number().nullable(),
  worst: z.number().nullable(),
  seeds: z.int(),
})

/** What the benchmark keeps of the only set that was measured in `folder`. */
async function keptIn(folder: string): Promise<string> {
  const kept = path.join(folder, 'cache/bench/loop-sets')
  const [name] = await readdir(kept)
  return path.join(kept, name)
}

test('measures a set, writes the table, and takes the baseline policies from the cache the second time', async () => {
  const folder = await temporaryFolder()
  await drawLibrary(path.join(folder, 'shapes'), { classes: 3, perClass: 12 })
  const words = ['loop-sets', '--json', 'shapes', '--table', 'table.md', '--seeds']

  const first = await runBench(folder, ...words, '1')
  expect(first).toMatchObject({ code: 0 })
  expect(first.stderr).toContain('shapes: 36 photos in 3 classes')
  expect(first.stderr).toContain('shapes: baseline policies, seeds 0 to 0\n')
  const report = Report.parse(JSON.parse(first.stdout))
  const [set] = report.sets
  expect(set).toMatchObject({ set: 'shapes', photos: 36, classes: 3 })
  expect(set.actions.committed95).toBeGreaterThan(6) // three names, and an answer for each of three classes
  expect(set.actions.committed95).toBeLessThanOrEqual(36)
  expect(set.pureRatio.committed95).toBeLessThanOrEqual(set.excessRatio.committed95 ?? Infinity)
  expect(report.seeds).toBe(1)

  const table = await readFile(path.join(folder, 'table.md'), 'utf8')
  const { actions, bestBaseline } = set
  expect(table).toContain(`${actions.committed90} / ${bestBaseline.committed90.actions} (`)
  expect(table).toContain('### shapes\n')
  expect(table).toMatch(
    new RegExp(`together +\\| +${actions.accuracy95} / \\d+ \\| +${actions.committed95} / `),
  )
  expect(await format('table.md', table)).toEqual({ code: table, errors: [] })

  // What the second run says of the baseline policies can only come from here.
  const file = path.join(await keptIn(folder), 'frozen.json')
  const results = await readFile(file, 'utf8')
  const changed = results.replace(/"margin":\{"accuracy90":\d+/, '"margin":{"accuracy90":6.5')
  await writeFile(file, changed)
  const second = await runBench(folder, ...words, '1')
  expect(second).toMatchObject({ code: 0 })
  expect(second.stderr).toContain('shapes: baseline policies, seeds 0 to 0 from the cache\n')
  expect(second.stderr).not.toContain('shapes: baseline policies, seeds 0 to 0\n')
  expect(await readFile(file, 'utf8')).toBe(changed)
  const again = Report.parse(JSON.parse(second.stdout)).sets[0]
  expect(again.bestBaseline.accuracy90).toEqual({ policy: 'margin', actions: 6.5 })
  expect(again.excessRatio.accuracy90).toBe((set.actions.accuracy90 - 6) / 0.5)
  expect(again.actions).toEqual(set.actions)
  expect(again.bestBaseline.committed95).toEqual(set.bestBaseline.committed95)

  // Another seed is added to those that are there.
  const third = await runBench(folder, ...words, '2')
  expect(third.stderr).toContain('shapes: baseline policies, seeds 1 to 1\n')
  const { runs } = z.object({ runs: z.array(z.unknown()) }).parse(JSON.parse(await readFile(file, 'utf8')))
  expect(runs).toHaveLength(2)
  expect(runs[0]).toMatchObject({ margin: { accuracy90: 6.5 } })
})

test('names the folder that is not there, is a file, or has no two classes', async () => {
  const folder = await temporaryFolder()
  await drawLibrary(path.join(folder, 'one'), { classes: 1, perClass: 2 })
  await mkdir(path.join(folder, 'empty'))
  const runs = {
    missing: await runBench(folder, 'loop-sets', 'one', 'missing'),
    one: await runBench(folder, 'loop-sets', 'one'),
    empty: await runBench(folder, 'loop-sets', 'empty'),
    file: await runBench(folder, 'loop-sets', 'one/red-circle/red-circle-0001.jpg'),
    none: await runBench(folder, 'loop-sets'),
  }
  const at = (name: string) => path.join(folder, name)
  expect(runs.missing).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `There is no folder ${at('missing')}.\n`,
  })
  expect(runs.one).toMatchObject({ code: 2, stdout: '' })
  expect(runs.one.stderr).toContain(`All photos in ${at('one')} are of one class`)
  expect(runs.empty).toMatchObject({ code: 2, stdout: '' })
  expect(runs.empty.stderr).toContain(`${at('empty')}: `)
  expect(runs.file.stderr).toContain(`${at('one/red-circle/red-circle-0001.jpg')} is a file`)
  expect(runs.none.stderr).toMatch(/^Which photos\?/)
})

test('makes the library anew with --fresh', async () => {
  const folder = await temporaryFolder()
  await drawLibrary(path.join(folder, 'one'), { classes: 1, perClass: 2 })
  await runBench(folder, 'loop-sets', 'one')
  const library = path.join(await keptIn(folder), 'library')
  await writeFile(path.join(library, 'of-before'), '')
  await runBench(folder, 'loop-sets', 'one')
  expect(await readdir(library)).toContain('of-before')
  await runBench(folder, 'loop-sets', '--fresh', 'one')
  expect(await readdir(library)).toContain('library.db')
  expect(await readdir(library)).not.toContain('of-before')
})
