/** @file A page holds at most as many tiles as the person wants. */
import { expect, test } from 'vitest'
import type { Input } from '../../../shared/contract.ts'
import { createClient } from '../../../shared/client.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { serve } from '../../../main/engine/serve.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { labelTruly, someProblem } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'

async function libraryOf(labels: number) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  fillLibrary(store, someProblem)
  if (labels > 0) labelTruly(store, someProblem, labels)
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  const client = createClient(near)
  async function ask(input: Partial<Input<'page'>> = {}) {
    const { page } = await client.call('page', { goal: 'commit', stacks: true, mixed: true, ...input })
    if (page === null) throw new Error('There is no page.')
    const beside = page.stacks.reduce((sum, { length }) => sum + length - 1, 0)
    return { id: page.id, tiles: page.photos.length - beside }
  }
  return { client, ask }
}

test('a group of look-alikes has no more, and a page that is open stays as it is', async () => {
  const { client, ask } = await libraryOf(0)
  const whole = await ask()
  expect(whole.tiles).toBeGreaterThan(3)
  expect(await ask({ most: 3 })).toEqual(whole)
  for (let page = whole, i = 0; i < 3; i += 1) {
    await client.call('decide', { answer: { page: page.id, skip: true } })
    page = await ask({ most: 3 })
    expect(page.tiles).toBeGreaterThan(0)
    expect(page.tiles).toBeLessThanOrEqual(3)
  }
})

test('nor has a page of a class', async () => {
  const { client, ask } = await libraryOf(40)
  const { classes } = await client.call('status', {})
  const tiles: number[] = []
  for (const { name } of classes) {
    const query = { query: 'class', class: name } as const
    const { id, tiles: small } = await ask({ ...query, most: 2 })
    await client.call('decide', { answer: { page: id, skip: true } })
    tiles.push(small)
  }
  expect(Math.max(...tiles)).toBe(2)
})
