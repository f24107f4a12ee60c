/** @file Photos that come in by themselves: no page and no answer waits for them, and afterwards they are there at once. */
import { expect, it } from 'vitest'
import { row } from '../../../main/math/matrix.ts'
import { labelTruly, openReview, someProblem, trueAnswer } from '../../support/review.ts'
import { addLater, fillLibrary } from '../../support/photos/synthetic-library.ts'

const ASKED = { goal: 'accuracy', seed: 1 } as const

it('pages are drafted from the photos of before until all is ready, and from all of them then', async () => {
  const { store, session, models } = await openReview()
  fillLibrary(store, someProblem)
  labelTruly(store, someProblem, 12)
  const known = async () => (await session.guesses()).size
  expect(await known()).toBe(60)
  const open = await session.page(ASKED)
  await session.behindPages(async () => {
    for (let i = 0; i < 60; i += 1) addLater(store, row(someProblem.features, i))
    expect(await known()).toBe(60)
    expect(await session.page({ ...ASKED, renew: true })).toEqual(open)
    if (open === null) throw new Error('no page')
    await session.decide(trueAnswer(someProblem, open))
    const next = await session.page(ASKED)
    expect(next?.photos.every(({ id }) => id <= 60)).toBe(true)
  })
  expect(models.isCurrent(await models.current())).toBe(true)
  expect(await known()).toBe(120)
})
