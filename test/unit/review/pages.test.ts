import { describe, expect, it } from 'vitest'
import { matrix } from '../../../main/math/matrix.ts'
import {
  choosePage,
  classPage,
  expectedPurity,
  LARGEST_PAGE,
  leastSure,
  type Ranking,
} from '../../../main/group/class-pages.ts'
import fc from '../../support/properties.ts'

interface Photo {
  label?: number
  guess: number
  probability: number
  rivalry?: number
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
    rivalry: Float64Array.from(photos, ({ rivalry }) => rivalry ?? 0.5),
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
    rivalry: fc.double({ min: 0, max: 1, noNaN: true }),
    skips: fc.constantFrom(0, 0, 0, 1, 2),
    unlike: fc.constantFrom(0, 0, 0, 1),
  }),
  { maxLength: 250 },
)
const anyGoal = fc.constantFrom('accuracy' as const, 'commit' as const)

describe('the next page', () => {
  it('is one that a person can answer, whatever the ranking', () => {
    fc.assert(
      fc.property(anyPhotos, anyGoal, (all, goal) => {
        const page = choosePage(ranking(all), goal)
        const open = all.filter(({ label }) => label < 0)
        if (page === undefined) {
          expect(open).toEqual([])
          return
        }
        expect(page.rows.length).toBeLessThanOrEqual(LARGEST_PAGE)
        expect(new Set(page.rows).size).toBe(page.rows.length)
        const shown = page.rows.map((index) => all[index])
        expect(shown.every(({ label }) => label < 0)).toBe(true)
        if (page.kind === 'single') {
          expect(shown).toHaveLength(1)
          if (shown[0].unlike === 1) expect(page.class).toBeNull()
        } else {
          expect(shown.length).toBeGreaterThan(1)
          const belongs = ({ guess, skips, unlike }: (typeof shown)[number]): boolean =>
            guess === page.class && skips === 0 && unlike === 0
          expect(shown.every(belongs)).toBe(true)
        }
      }),
      { seed: 1, numRuns: 400 },
    )
  })

  it('ends where every photo has a label', () => {
    const done = ranking(photos(5, { label: 1, guess: 1, probability: 1 }))
    expect(choosePage(done, 'accuracy')).toBeUndefined()
    expect(choosePage(done, 'commit')).toBeUndefined()
    expect(leastSure(done)).toBeUndefined()
  })

  // Rows 0 to 39 are doubtful, rows 40 to 119 are sure.
  const mixed = [
    ...photos(40, { guess: 1, probability: 0.7 }),
    ...photos(80, { guess: 1, probability: 0.99 }),
  ]

  it('shows doubtful photos where accuracy counts, until eight errors are expected', () => {
    const page = choosePage(ranking(mixed), 'accuracy')
    expect(page).toMatchObject({ kind: 'class', class: 1 })
    expect(page?.rows).toHaveLength(27) // 27 · 0.3 = 8.1
    expect(page?.rows.every((index) => index < 40)).toBe(true)
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
      ...photos(10, { guess: 0, probability: 0.7, rivalry: 0.2 }),
      ...photos(10, { guess: 2, probability: 0.7, rivalry: 0.9 }),
    ]
    expect(choosePage(ranking(contested), 'accuracy')).toMatchObject({ class: 2 })
  })

  it('never shows a teaching page of which more than half is expected to be wrong', () => {
    fc.assert(
      fc.property(anyPhotos, (all) => {
        const page = choosePage(ranking(all), 'accuracy')
        if (page?.kind !== 'class') return
        const right = page.rows.reduce((total, index) => total + all[index].probability, 0)
        expect(right / page.rows.length).toBeGreaterThanOrEqual(0.5 - 1e-9)
      }),
      { seed: 2, numRuns: 300 },
    )
    const wild = photos(50, { guess: 0, probability: 0.1 })
    expect(choosePage(ranking(wild), 'accuracy')?.kind).toBe('single')
  })

  it('asks for the least sure photo by itself where no page of several can be made', () => {
    const scattered = [
      { guess: 0, probability: 0.6 },
      { guess: 1, probability: 0.3 },
      { guess: 2, probability: 0.4 },
    ]
    for (const goal of ['accuracy', 'commit'] as const) {
      expect(choosePage(ranking(scattered), goal)).toEqual({ kind: 'single', class: 1, rows: [1] })
    }
  })

  it('asks without a suggestion where the guess is none', () => {
    const unknown = ranking([{ guess: 0, probability: 0.01 }])
    expect(choosePage(unknown, 'accuracy')).toEqual({ kind: 'single', class: null, rows: [0] })
    const nothingNamed = ranking([{ guess: -1, probability: 0 }], 0)
    expect(choosePage(nothingNamed, 'commit')).toEqual({ kind: 'single', class: null, rows: [0] })
  })

  it('offers no page of a class that rests, unless the person asks for it', () => {
    for (const goal of ['accuracy', 'commit'] as const) {
      const both = [
        ...photos(20, { guess: 1, probability: 0.9 }),
        ...photos(5, { guess: 2, probability: 0.8 }),
      ]
      const resting = { ...ranking(both), resting: Uint8Array.of(0, 1, 0) }
      expect(choosePage(resting, goal)).toMatchObject({ kind: 'class', class: 2 })
      expect(choosePage({ ...resting, resting: Uint8Array.of(0, 1, 1) }, goal)?.kind).toBe('single')
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

  it('leaves skipped photos to the last, the most skipped one last of all', () => {
    const skipped = [
      { guess: 0, probability: 0.1, skips: 2 },
      { guess: 0, probability: 0.2, skips: 1 },
      { guess: 0, probability: 0.9 },
    ]
    const order: (number | undefined)[] = []
    for (const rest of [skipped, ...[2, 1].map((n) => skipped.slice(0, n))]) {
      order.push(leastSure(ranking(rest))?.rows[0])
    }
    expect(order).toEqual([2, 1, 0])
    expect(choosePage(ranking(photos(9, { guess: 0, probability: 0.9, skips: 1 })), 'commit')?.kind).toBe(
      'single',
    )
  })
})
