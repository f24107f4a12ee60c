/** @file Stacks as tiles of a page: what is seen, what keys and clicks are about, and what becomes of them. */
import { describe, expect, it } from 'vitest'
import { buildAnswer } from '../../../renderer/features/review/page/answer.ts'
import {
  focusOn,
  included,
  leaveOut,
  named,
  openPage,
  refreshed,
  selectAll,
  send,
  stepBack,
  toggleSelected,
  toggleStack,
  type OpenPage,
} from '../../../renderer/features/review/page/open-page.ts'
import { boundaryOf, isUnsure, tileMarks, tilesOf } from '../../../renderer/features/review/page/tiles.ts'
import type { Page } from '../../../shared/domain.ts'
import fc from '../../support/properties.ts'

function pageOf(ids: number[], stacks: number[][]): Page {
  const photos = ids.map((id) => ({ id, path: `/photos/${id}.jpg`, probability: 0.9 }))
  return { id: 7, kind: 'class', class: 'hen', purity: 0.9, blind: false, proposals: [], photos, stacks }
}
/** 2, 3 and 4 are near copies; 6 and 7 are, too. */
const start = openPage(
  pageOf(
    [1, 2, 3, 4, 5, 6, 7],
    [
      [2, 3, 4],
      [6, 7],
    ],
  ),
)
const seen = ({ tiles }: OpenPage) => tiles.map(({ ids }) => ids)
/** A page on which there is a stack at this place. */
function toggled(open: OpenPage, place: number): OpenPage {
  const next = toggleStack(open, place)
  if (next === undefined) throw new Error(`no stack at ${place}`)
  return next
}
const marksAt = (open: OpenPage, place: number) => tileMarks(open.tiles[place], open.marks)

describe('the tiles of a page', () => {
  it('are its photos and its stacks, in the order of the photos', () => {
    expect(seen(start)).toEqual([[1], [2, 3, 4], [5], [6, 7]])
    expect(start.tiles[1]).toMatchObject({ cover: { id: 2 }, stack: { id: 2, size: 3, place: undefined } })
    expect(start.tiles[0].stack).toBeUndefined()
  })

  it('hide no photo and show none twice, whichever stacks are open', () => {
    const anyPage = fc.array(fc.nat(4), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(anyPage, fc.array(fc.nat(4)), (kinds, turned) => {
        const ids = kinds.map((_, index) => index + 1)
        const stacks = [...Map.groupBy(ids, (id) => kinds[id - 1]).values()].filter(
          ({ length }) => length > 1,
        )
        const opened = new Set(turned.flatMap((index) => stacks.at(index)?.[0] ?? []))
        const tiles = tilesOf(pageOf(ids, stacks), opened)
        expect(tiles.flatMap((tile) => tile.ids).sort((a, b) => a - b)).toEqual(ids)
        for (const { stack, ids: own } of tiles)
          expect(own.length).toBe(stack === undefined || opened.has(stack.id) ? 1 : stack.size)
      }),
    )
  })

  it('become one for each photo where a stack is opened, and one again where it is closed', () => {
    const open = toggled(start, 1)
    expect(seen(open)).toEqual([[1], [2], [3], [4], [5], [6, 7]])
    expect(open.tiles.map(({ stack }) => stack?.place)).toEqual([undefined, 1, 2, 3, undefined, undefined])
    expect(open.focused).toBe(1)
    const closed = toggled(focusOn(open, 3, 'alone'), 3)
    expect(seen(closed)).toEqual(seen(start))
    expect(closed.focused).toBe(1)
    expect(toggleStack(start, 0)).toBeUndefined()
    expect(toggleStack(start, 9)).toBeUndefined()
  })

  it('stay as they were when the same page is read again, with the focus on one that exists', () => {
    const open = focusOn(toggled(toggled(start, 3), 1), 6, 'alone')
    expect(seen(refreshed(open, { ...open.page }))).toEqual(seen(open))
    const apart = refreshed(open, pageOf([1, 2, 3], [[1, 2, 3]]))
    expect([seen(apart), apart.focused, apart.anchor]).toEqual([[[1, 2, 3]], 0, 0])
  })
})

describe('a stack', () => {
  it('is left out and taken back in as a whole, and labelled as a whole', () => {
    const out = leaveOut(start, start.tiles[1].ids)
    expect(included(out)).toEqual([1, 5, 6, 7])
    expect(marksAt(out, 1)).toEqual({ isOut: true, partlyOut: 0, sentTo: undefined })
    expect(leaveOut(out, out.tiles[1].ids).marks).toEqual(start.marks)
    expect(stepBack(out)?.marks).toEqual(start.marks)
    expect(buildAnswer(start.page, out.marks, 'hen')).toEqual({
      page: 7,
      answers: [{ class: 'hen', ids: [1, 5, 6, 7] }],
      exclude: [2, 3, 4],
    })
  })

  it('that is open lets single photos be left out, and says so when it is closed', () => {
    const open = toggled(start, 1)
    const some = toggled(leaveOut(open, open.tiles[2].ids), 2)
    expect(included(some)).toEqual([1, 2, 4, 5, 6, 7])
    expect(marksAt(some, 1)).toEqual({ isOut: false, partlyOut: 1, sentTo: undefined })
    expect(marksAt(leaveOut(some, some.tiles[1].ids), 1)).toMatchObject({ isOut: true, partlyOut: 0 })
  })

  it('is selected and sent to a class as a whole', () => {
    const selected = toggleSelected(start, 1)
    expect(named(selected)).toEqual([2, 3, 4])
    expect(named(toggleSelected(toggleSelected(selected, 0), 1))).toEqual([1])
    expect(named(focusOn(focusOn(start, 1, 'alone'), 2, 'extend'))).toEqual([2, 3, 4, 5])
    expect(named(selectAll(start))).toHaveLength(7)
    const sent = send(selected, named(selected), 'duck')
    expect(marksAt(sent, 1)).toEqual({ isOut: true, partlyOut: 0, sentTo: 'duck' })
    const parted = send(sent, [3], 'goose')
    expect(marksAt(parted, 1)).toEqual({ isOut: true, partlyOut: 0, sentTo: undefined })
  })
})

describe('a suggestion of its own', () => {
  it('is marked where it is wrong once in five times or more', () => {
    const photo = { id: 1, path: '/photos/1.jpg' }
    expect(isUnsure({ ...photo, class: 'hen', probability: 0.79 })).toBe(true)
    expect(isUnsure({ ...photo, class: 'hen', probability: 0.8 })).toBe(false)
    // On a page of one class the doubtful photos stand last.
    expect(isUnsure({ ...photo, probability: 0.1 })).toBe(false)
  })
})

describe('the boundary on a page', () => {
  const boundary = (kind: Page['kind'], probabilities: number[]) => {
    const page = pageOf(
      probabilities.map((_, index) => index + 1),
      [],
    )
    const photos = page.photos.map((photo, index) => ({ ...photo, probability: probabilities[index] }))
    return boundaryOf(openPage({ ...page, kind, photos }).tiles, { kind })
  }

  it('stands before the photos that need a second look, which come last', () => {
    expect(boundary('class', [0.99, 0.9, 0.8, 0.79, 0.6])).toBe(3)
    expect(boundary('class', [0.99, 0.7, 0.9, 0.6])).toBe(3) // a near copy stands beside its like
  })

  it('is not there where none of them does, all do, or the page suggests no one class', () => {
    expect(boundary('class', [0.99, 0.9])).toBeUndefined()
    expect(boundary('class', [0.7, 0.6])).toBeUndefined()
    expect(boundary('new', [0.99, 0.6])).toBeUndefined()
    expect(boundary('single', [0.6])).toBeUndefined()
  })
})
