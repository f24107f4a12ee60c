import { describe, expect, it } from 'vitest'
import { matrix } from '../../../main/math/matrix.ts'
import {
  choosePage,
  classPage,
  expectedPurity,
  LARGEST_PAGE,
  type Ranking,
} from '../../../main/group/class-pages.ts'
import fc from '../../support/properties.ts'

interface Photo {
  label?: number
  guess: number
  probability: number
  runnerUpShare?: number
  skips?: number
  unlike?: number
}

function ranking(photos: readonly Photo[], classCount = 3): Ranking {
  const probability = Float64Array.from(photos, (photo) => photo.probability)
  return {
    labels: Int32Array.from(photos, ({ label }) => label ?? -1),
    classCount,
    guess: Int32Array.from(photos, ({ guess }) => guess),
    probability,
    runnerUpShare: Float64Array.from(photos, ({ runnerUpShare }) => runnerUpShare ?? 0.5),
    scores: matrix(photos.length, 0),
    calibrated: probability,
    skips: Int32Array.from(photos, ({ skips }) => skips ?? 0),
    unlike: Uint8Array.from(photos, ({ unlike }) => unlike ?? 0),
    resting: new Uint8Array(classCount),
    unnamed: 0,
  }
}

function photos(count: number, photo: Photo): Photo[] {
  return Array.from({ length: count }, () => photo)
}

const anyPhotos = fc.array(
  fc.record({
    label: fc.constantFrom(-1, -1, -1, 0, 2),
    guess: fc.nat(2),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    runnerUpShare: fc.double({ min: 0, max: 1, noNaN: true }),
    skips: fc.constantFrom(0, 0, 0, 1, 2),
    unlike: fc.constantFrom(0, 0, 0, 1),
  }),
  { maxLength: 250 },
)
const anyGoal = fc.constantFrom('accuracy' as const, 'commit' as const)

describe('the next page of a class', () => {
  it('is one that a person can answer, whatever the ranking', () => {
    fc.assert(
      fc.property(anyPhotos, anyGoal, (all, goal) => {
        const page = choosePage(ranking(all), goal)
        if (page === undefined) return
        expect(page.kind).toBe('class')
        expect(page.rows.length).toBeGreaterThan(1)
        expect(page.rows.length).toBeLessThanOrEqual(LARGEST_PAGE)
        expect(new Set(page.rows).size).toBe(page.rows.length)
        for (const { label, guess, skips, unlike } of page.rows.map((index) => all[index])) {
          expect({ label, guess, skips, unlike }).toEqual({
            label: -1,
            guess: page.class,
            skips: 0,
            unlike: 0,
          })
        }
      }),
      { seed: 1, numRuns: 400 },
    )
  })

  it('ends where every photo has a label', () => {
    const done = ranking(photos(5, { label: 1, guess: 1, probability: 1 }))
    expect(choosePage(done, 'accuracy')).toBeUndefined()
    expect(choosePage(done, 'commit')).toBeUndefined()
  })

  // Rows 0 to 39 are doubtful, rows 40 to 119 are sure.
  const mixed = [
    ...photos(40, { guess: 1, probability: 0.92 }),
    ...photos(80, { guess: 1, probability: 0.99 }),
  ]

  it('shows the most doubtful photos where accuracy counts', () => {
    const page = choosePage(ranking(mixed), 'accuracy')
    expect(page).toMatchObject({ kind: 'class', class: 1 })
    expect(page?.rows).toHaveLength(LARGEST_PAGE)
    expect(page?.rows.filter((index) => index < 40)).toHaveLength(40)
  })

  it('shows sure photos where confirming counts, as many as fit', () => {
    const page = choosePage(ranking(mixed), 'commit')
    expect(page).toMatchObject({ kind: 'class', class: 1 })
    expect(page?.rows).toHaveLength(LARGEST_PAGE)
    expect(page?.rows.every((index) => index >= 40)).toBe(true)
  })

  it('prefers the class that settles more photos, and the one that teaches more', () => {
    const uneven = [
      ...photos(5, { guess: 0, probability: 0.95 }),
      ...photos(20, { guess: 2, probability: 0.95 }),
    ]
    expect(choosePage(ranking(uneven), 'commit')).toMatchObject({ class: 2 })
    const contested = [
      ...photos(10, { guess: 0, probability: 0.91, runnerUpShare: 0.2 }),
      ...photos(10, { guess: 2, probability: 0.91, runnerUpShare: 0.9 }),
    ]
    expect(choosePage(ranking(contested), 'accuracy')).toMatchObject({ class: 2 })
  })

  it('never shows a teaching page of which more than a tenth is expected to be wrong', () => {
    fc.assert(
      fc.property(anyPhotos, (all) => {
        const page = choosePage(ranking(all), 'accuracy')
        const right = page?.rows.reduce((total, index) => total + all[index].probability, 0) ?? 0
        if (page !== undefined) expect(right / page.rows.length).toBeGreaterThanOrEqual(0.9 - 1e-9)
      }),
      { seed: 2, numRuns: 300 },
    )
    const wild = photos(50, { guess: 0, probability: 0.8 })
    expect(choosePage(ranking(wild), 'accuracy')).toBeUndefined()
  })

  it('is none where a page would hold a single photo, or one that was skipped', () => {
    const scattered = [
      { guess: 0, probability: 0.95 },
      { guess: 1, probability: 0.95 },
      { guess: -1, probability: 0 },
    ]
    const skipped = photos(9, { guess: 0, probability: 0.95, skips: 1 })
    for (const goal of ['accuracy', 'commit'] as const) {
      expect(choosePage(ranking(scattered), goal)).toBeUndefined()
      expect(choosePage(ranking(skipped), goal)).toBeUndefined()
    }
  })

  it('offers no page of a class that rests, unless the person asks for it', () => {
    for (const goal of ['accuracy', 'commit'] as const) {
      const both = [
        ...photos(20, { guess: 1, probability: 0.93 }),
        ...photos(5, { guess: 2, probability: 0.92 }),
      ]
      const resting = { ...ranking(both), resting: Uint8Array.of(0, 1, 0) }
      expect(choosePage(resting, goal)).toMatchObject({ kind: 'class', class: 2 })
      expect(choosePage({ ...resting, resting: Uint8Array.of(0, 1, 1) }, goal)).toBeUndefined()
      expect(classPage(resting, 1)?.rows).toHaveLength(20)
    }
  })

  it('expects less of a page where pages turned out to be of classes nobody had named', () => {
    const sure = ranking([
      { guess: 0, probability: 0.9 },
      { guess: 0, probability: 0.7 },
    ])
    expect(expectedPurity(sure, [0, 1])).toBeCloseTo(0.8, 9)
    expect(expectedPurity({ ...sure, unnamed: 0.5 }, [0, 1])).toBeCloseTo(0.4, 9)
  })

  it('is one of several classes only where that is asked for, to confirm, and holds more right photos', () => {
    const all = [
      ...photos(3, { guess: 0, probability: 0.99 }),
      ...photos(4, { guess: 1, probability: 0.98 }),
      ...photos(2, { guess: 2, probability: 0.9 }),
      { guess: 2, probability: 0.6 },
    ]
    expect(choosePage(ranking(all), 'commit')?.kind).toBe('class')
    expect(choosePage(ranking(all), 'accuracy', { mixed: true })?.kind).not.toBe('mixed')
    const page = choosePage(ranking(all), 'commit', { mixed: true })
    expect(page).toEqual({ kind: 'mixed', class: null, rows: [0, 1, 2, 3, 4, 5, 6, 7, 8] })
  })

  it('is one of a class where several classes settle no more, or most suggestions may be of classes without a name', () => {
    const ofOne = [
      ...photos(70, { guess: 0, probability: 0.99 }),
      ...photos(9, { guess: 1, probability: 0.95 }),
    ]
    expect(choosePage(ranking(ofOne), 'commit', { mixed: true })).toMatchObject({ kind: 'class', class: 0 })
    const few = [...photos(3, { guess: 0, probability: 0.9 }), ...photos(3, { guess: 1, probability: 0.9 })]
    expect(choosePage(ranking(few), 'commit', { mixed: true })?.kind).toBe('mixed')
    expect(choosePage({ ...ranking(few), unnamed: 0.6 }, 'commit', { mixed: true })?.kind).toBe('class')
  })

  it('of several classes holds one photo of each stack, also where the others have another guess', () => {
    const all = [
      ...photos(3, { guess: 0, probability: 0.9 }),
      ...photos(3, { guess: 1, probability: 0.95 }),
      { guess: 2, probability: 0.99 },
    ]
    const stacks = Int32Array.of(0, 1, 2, 0, 4, 5, 5)
    const page = choosePage({ ...ranking(all), stacks }, 'commit', { mixed: true })
    expect(page).toEqual({ kind: 'mixed', class: null, rows: [6, 3, 4, 1, 2] })
  })

  it('of several classes leaves out classes that rest, and is never larger than a page', () => {
    fc.assert(
      fc.property(anyPhotos, fc.nat(2), (all, resting) => {
        const given = ranking(all)
        given.resting[resting] = 1
        const page = choosePage(given, 'commit', { mixed: true })
        if (page?.kind !== 'mixed') return
        expect(page.rows.length).toBeLessThanOrEqual(LARGEST_PAGE)
        expect(new Set(page.rows).size).toBe(page.rows.length)
        for (const row of page.rows) {
          expect(given.labels[row]).toBe(-1)
          expect(given.skips[row]).toBe(0)
          expect(given.unlike[row]).toBe(0)
          expect(given.guess[row]).not.toBe(resting)
          expect(given.calibrated[row]).toBeGreaterThanOrEqual(0.65)
        }
      }),
    )
  })
})
