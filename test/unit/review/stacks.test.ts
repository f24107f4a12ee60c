import { describe, expect, it } from 'vitest'
import { LARGEST_STACK, oneOfEachStack, stacksAmong, tilesOf } from '../../../main/group/stacks.ts'
import { Random } from '../../../main/math/random.ts'
import fc from '../../support/properties.ts'

/** Photos in stacks of any size, and some of them in any order. */
const anyPage = fc.record({
  photos: fc.integer({ min: 1, max: 60 }),
  kinds: fc.integer({ min: 1, max: 30 }),
  seed: fc.nat(),
})

function drawn({ photos, kinds, seed }: { photos: number; kinds: number; seed: number }) {
  const random = new Random(seed)
  const kindOf = Array.from({ length: photos }, () => random.integer(kinds))
  const stacks = Int32Array.from(kindOf, (kind) => kindOf.indexOf(kind))
  const rows = random.shuffle([...kindOf.keys()]).slice(0, random.integer(photos + 1))
  const open = new Set([...kindOf.keys()].filter(() => random.next() < 0.7))
  return { stacks, rows, open }
}

describe('stacks on a page', () => {
  it('are chosen by one photo each, the first one', () => {
    expect(oneOfEachStack([5, 4, 0, 2, 3, 1], Int32Array.of(0, 1, 1, 0, 4, 1))).toEqual([5, 4, 0])
    expect(oneOfEachStack([2, 1], undefined)).toEqual([2, 1])
  })

  it('are whole: every open photo of a chosen stack is on the page, and no other', () => {
    fc.assert(
      fc.property(anyPage, (given) => {
        const { stacks, rows, open } = drawn(given)
        const chosen = oneOfEachStack(rows, stacks)
        const tiles = tilesOf(chosen, stacks, (index) => open.has(index))
        expect(tiles.map(([first]) => first)).toEqual(chosen)
        const wanted = new Set(chosen.map((index) => stacks[index]))
        const expected = [...stacks.keys()].filter(
          (i) => chosen.includes(i) || (open.has(i) && wanted.has(stacks[i])),
        )
        expect(tiles.flat().sort((a, b) => a - b)).toEqual(expected)
        for (const tile of tiles) expect(new Set(tile.map((index) => stacks[index])).size).toBe(1)
        expect(stacksAmong(tiles.flat(), stacks)).toEqual(tiles.filter(({ length }) => length > 1))
      }),
    )
  })

  it('are none where each photo is asked about by itself', () => {
    expect(tilesOf([3, 1], undefined, () => true)).toEqual([[3], [1]])
    expect(stacksAmong([0, 1, 2], Int32Array.of(0, 1, 2))).toEqual([])
  })

  it('fill several tiles where there are more near copies than a tile holds', () => {
    const stacks = new Int32Array(150) // all are near copies of the first one
    const open = new Set(stacks.keys())
    const sizes: number[] = []
    while (open.size > 0) {
      const [first] = open
      const [tile] = tilesOf([first], stacks, (index) => open.has(index))
      for (const index of tile) open.delete(index)
      sizes.push(tile.length)
    }
    expect(sizes).toEqual([LARGEST_STACK, LARGEST_STACK, 30])
    // Asked about from its middle, it is a tile of that size too, with the photo that was asked about.
    const [middle] = tilesOf([75], stacks, () => true)
    expect(middle).toHaveLength(LARGEST_STACK)
    expect(new Set(middle).size).toBe(LARGEST_STACK)
    expect(middle[0]).toBe(75)
  })
})
