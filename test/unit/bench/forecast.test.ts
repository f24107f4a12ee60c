/** @file `bench forecast` as a whole: sessions that are kept, a drawn set that is simulated, the table, and errors. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { format } from 'oxfmt'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runBench } from '../../support/bench.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

/** A session of a hundred answers, each of which puts one of a hundred photos right, as expected. */
function keptSession(): string {
  const curve = Array.from({ length: 100 }, (_, at) => {
    const wrong = 99 - at
    const doubtful = [10, 5, 1].map((stay) => Math.max(0, wrong - stay))
    const counts = { actions: at + 1, seconds: at, committed: at + 1, committedCorrect: at + 1 }
    return { ...counts, accuracy: 1 - wrong / 100, expected: { wrong, doubtful } }
  })
  return JSON.stringify({ photos: 100, policies: [{ curve }] })
}

const Kept = z.object({
  policies: z.array(z.object({ curve: z.array(z.object({ expected: z.unknown() })) })),
})

test('takes sessions that are kept, simulates and keeps the others, and writes the table', async () => {
  const folder = await temporaryFolder()
  const kept = ['a', 'b', 'c']
  await mkdir(path.join(folder, 'traces'))
  for (const name of kept) {
    await mkdir(path.join(folder, name))
    for (const goal of ['accuracy', 'commit'])
      await writeFile(path.join(folder, 'traces', `${name}-${goal}-0.json`), keptSession())
  }
  await drawLibrary(path.join(folder, 'shapes'), { classes: 2, perClass: 6 })
  const words = [...kept, 'shapes', '--traces', 'traces', '--table', 'table.md', '--json']

  const first = await runBench(folder, 'forecast', ...words)
  expect(first).toMatchObject({ code: 0 })
  expect(first.stderr).toContain('shapes: twinsort with the goal commit, seed 0\n')
  expect(first.stderr).not.toContain('a: twinsort')
  const table = await readFile(path.join(folder, 'table.md'), 'utf8')
  expect(table).toMatch(/\| a +\| +\d+ %, \d+\.\d times/)
  expect(table).toMatch(/\| shapes +\| +- \| +- \|/) // sorted before twenty answers
  expect(await format('table.md', table)).toEqual({ code: table, errors: [] })

  expect(await readdir(path.join(folder, 'traces'))).toContain('shapes-accuracy-0.json')
  const simulated = await readFile(path.join(folder, 'traces/shapes-accuracy-0.json'), 'utf8')
  const [{ curve }] = Kept.parse(JSON.parse(simulated)).policies
  expect(curve.at(-1)?.expected).toMatchObject({ doubtful: [0, 0, 0] })
  const second = await runBench(folder, 'forecast', ...words)
  expect(second.stderr).toBe('')
  expect(second.stdout).toBe(first.stdout)
})

test('wants three sets, and a name after each option', async () => {
  const folder = await temporaryFolder()
  for (const name of ['a', 'b', 'c']) await mkdir(path.join(folder, name))
  const few = await runBench(folder, 'forecast', 'a', 'b')
  expect(few).toMatchObject({
    code: 2,
    stderr: 'Name three folders or more: each is foretold by the others.\n',
  })
  const unnamed = await runBench(folder, 'forecast', 'a', 'b', 'c', '--traces')
  expect(unnamed).toMatchObject({ code: 2, stderr: 'Write the folder after --traces: --traces FOLDER.\n' })
})
