import { describe, expect, it } from 'vitest'
import { Random } from '../../../main/math/random.ts'
import { mean, standardDeviation } from '../../../main/math/statistics.ts'
import fc from '../../support/properties.ts'

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next())

describe('Random', () => {
  it('gives the numbers it has always given, because heads and pages are stored with their seed', () => {
    const random = new Random(42)
    expect(draw(random, 3)).toMatchInlineSnapshot(`
      [
        0.19134414264935307,
        0.15327233409372,
        0.2695897674959694,
      ]
    `)
    expect(random.normal()).toMatchInlineSnapshot(`1.0469762866547785`)
    expect(random.fork('k-means').integer(1_000_000)).toMatchInlineSnapshot(`927070`)
  })

  it('repeats itself from the same seed and not from another, near or far', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        expect(draw(new Random(a), 4)).toEqual(draw(new Random(a), 4))
        if (a !== b) expect(draw(new Random(a), 4)).not.toEqual(draw(new Random(b), 4))
      }),
    )
    expect(new Random(2 ** 40).next()).not.toBe(new Random(0).next())
  })

  it('is uniform: first numbers of neighbouring seeds fill ten bins evenly', () => {
    const bins = new Array<number>(10).fill(0)
    for (let seed = 0; seed < 10_000; seed += 1) bins[new Random(seed).integer(10)] += 1
    // chi-square with 9 degrees of freedom: above 27.9 once in a thousand generators
    expect(bins.reduce((total, count) => total + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9)
  })

  it('has normal numbers with mean 0, deviation 1 and normal tails', () => {
    const random = new Random(7)
    const values = Array.from({ length: 50_000 }, () => random.normal())
    expect(Math.abs(mean(values))).toBeLessThan(0.02)
    expect(Math.abs(standardDeviation(values) - 1)).toBeLessThan(0.02)
    expect(values.filter((value) => Math.abs(value) > 1.96).length / values.length).toBeCloseTo(0.05, 2)
  })

  it('shuffles to a permutation and leaves the given array alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const before = items.slice()
        const shuffled = new Random(seed).shuffle(items)
        expect(items).toEqual(before)
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b))
      }),
    )
    const first = Array.from({ length: 6000 }, (_, seed) => new Random(seed).shuffle([0, 1, 2]).join(''))
    const counts = new Map<string, number>()
    for (const order of first) counts.set(order, (counts.get(order) ?? 0) + 1)
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('forks by label, independently of what was drawn', () => {
    const one = new Random(3)
    const other = new Random(3)
    draw(other, 100)
    expect(one.fork('a').next()).toBe(other.fork('a').next())
    expect(one.fork('a').next()).not.toBe(one.fork('b').next())
    expect(one.fork('a').fork('b').next()).not.toBe(one.fork('b').fork('a').next())
    expect(new Random(4).fork('a').next()).not.toBe(one.fork('a').next())
  })
})
