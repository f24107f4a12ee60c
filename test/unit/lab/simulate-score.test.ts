import { describe, expect, it } from 'vitest'
import { Person } from '../../../main/lab/simulate/person.ts'
import { milestones, Score, thinned } from '../../../main/lab/simulate/score.ts'
import { spendingTo } from '../../../main/lab/simulate/spending.ts'
import { medianReached, summarise } from '../../../main/lab/simulate/summarise.ts'
import { Random } from '../../../main/math/random.ts'

const truth = { classOf: Int32Array.of(0, 0, 1, 1), names: ['cat', 'dog'] }
const habits = { noise: 1, sendExcluded: false, nameExcluded: false }

describe('the score of a session', () => {
  it('counts labels, and guesses where there is no label', () => {
    const person = new Person(truth, habits, new Random(0))
    const score = new Score(truth, person)
    // With every intruder missed, the dog 2 is taken for a cat.
    score.add(person.answer({ kind: 'new', suggested: null, photos: [0, 1, 2] }))
    score.point(Int32Array.of(0, 0, 0, 0))
    const secondsBefore = person.seconds
    score.add(person.answer({ kind: 'single', suggested: null, photos: [3] }))
    score.add({ skip: true })
    score.point(Int32Array.of(-1, -1, -1, -1))
    const { curve, committedError, photosPerAction, seed, wallSeconds } = score.result({
      seed: 5,
      suspects: [],
      wallSeconds: 2,
    })
    expect(curve).toEqual([
      { actions: 2, seconds: secondsBefore, committed: 3, committedCorrect: 2, accuracy: 0.5 },
      { actions: 4, seconds: person.seconds, committed: 4, committedCorrect: 3, accuracy: 0.75 },
    ])
    expect({ committedError, photosPerAction, seed, wallSeconds }).toEqual({
      committedError: 0.25,
      photosPerAction: 1,
      seed: 5,
      wallSeconds: 2,
    })
  })

  it('lets a later label replace an earlier one', () => {
    const person = new Person(truth, habits, new Random(0))
    const score = new Score(truth, person)
    score.add(person.answer({ kind: 'new', suggested: null, photos: [0, 1, 2] }))
    score.add(person.answer({ kind: 'single', suggested: null, photos: [2] }))
    score.point(new Int32Array(4).fill(-1))
    expect(score.result({ seed: 0, suspects: [], wallSeconds: 0 }).curve).toMatchObject([
      { committed: 3, committedCorrect: 3, accuracy: 0.75 },
    ])
  })

  it('tells wrong labels that were flagged from those that were not', () => {
    const person = new Person(truth, habits, new Random(0))
    const score = new Score(truth, person)
    // Every intruder is missed: the cats 0 and 1 are right, the dogs 2 and 3 are taken for cats.
    score.add(person.answer({ kind: 'new', suggested: null, photos: [0, 1, 2, 3] }))
    const { labels, unflaggedError } = score.result({ seed: 0, suspects: [1, 3], wallSeconds: 0 })
    expect(labels).toEqual({ wrong: 2, flagged: 2, wrongFlagged: 1 })
    expect(unflaggedError).toBe(0.25)
  })

  it('takes no guess of a class for right before the class is known', () => {
    const person = new Person(truth, habits, new Random(0))
    const score = new Score(truth, person)
    score.point(Int32Array.of(-1, -1, 1, 1))
    expect(score.result({ seed: 0, suspects: [], wallSeconds: 0 }).curve[0].accuracy).toBe(0)
  })
})

describe('milestones', () => {
  const point = (actions: number, accuracy: number, committed: number) => ({
    actions,
    seconds: 10 * actions,
    committed,
    committedCorrect: committed,
    accuracy,
  })

  it('are the first time a share is reached, and null where it never is', () => {
    const curve = [point(1, 0.5, 10), point(2, 0.95, 20), point(3, 0.9, 180), point(4, 0.96, 189)]
    expect(milestones(curve, 200, ({ actions }) => actions)).toEqual({
      accuracy90: 2,
      accuracy95: 2,
      accuracy99: null,
      committed90: 3,
      committed95: null,
    })
    expect(milestones(curve, 200, ({ seconds }) => seconds).committed90).toBe(30)
  })

  it('have medians that count "not reached" as later than anything', () => {
    expect(medianReached([5, 1, 3])).toBe(3)
    expect(medianReached([5, 1, null])).toBe(5)
    expect(medianReached([null, 1, null])).toBeNull()
    expect(medianReached([2, 4, 6, 20])).toBe(5)
    expect(medianReached([2, 4, null, null])).toBe(4)
    expect(medianReached([2, null, null, null])).toBeNull()
    expect(medianReached([7])).toBe(7)
  })

  it('are summarised over the seeds, with the curve of the first', () => {
    const nothing = {
      accuracy90: null,
      accuracy95: null,
      accuracy99: null,
      committed90: null,
      committed95: null,
    }
    const run = (seed: number, reached: number | null) => ({
      seed,
      curve: [point(seed, 0, 0)],
      actionsTo: { accuracy90: reached, accuracy95: null, accuracy99: null, committed90: 1, committed95: 1 },
      secondsTo: { accuracy90: reached, accuracy95: null, accuracy99: null, committed90: 1, committed95: 1 },
      photosPerAction: seed,
      committedError: seed / 100,
      unflaggedError: seed / 200,
      labels: { wrong: 0, flagged: 0, wrongFlagged: 0 },
      spending: spendingTo([], nothing),
      classes: [],
      wallSeconds: 1,
    })
    const result = summarise({ policy: 'margin', goal: 'commit', person: 'perfect' }, [
      run(3, 30),
      run(4, null),
      run(5, 10),
    ])
    expect(result).toMatchObject({
      policy: 'margin',
      goal: 'commit',
      photosPerAction: 4,
      committedError: 0.04,
      unflaggedError: 0.02,
      person: 'perfect',
    })
    expect(result.curve[0].actions).toBe(3)
    expect(result.actionsTo).toMatchObject({ accuracy90: 30, accuracy95: null, committed90: 1 })
    expect(result.runs.map(({ seed }) => seed)).toEqual([3, 4, 5])
  })
})

describe('a long curve', () => {
  it('is thinned evenly and keeps its ends', () => {
    const points = Array.from({ length: 5001 }, (_, i) => i)
    const short = thinned(points, 2000)
    expect(short).toHaveLength(2000)
    expect(short.at(0)).toBe(0)
    expect(short.at(-1)).toBe(5000)
    expect(Math.max(...short.slice(1).map((value, i) => value - short[i]))).toBeLessThanOrEqual(3)
    expect(thinned([1, 2, 3], 2000)).toEqual([1, 2, 3])
  })
})
