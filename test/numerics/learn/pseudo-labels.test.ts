import { describe, expect, it } from 'vitest'
import { pseudoLabels } from '../../../main/learn/training/pseudo-labels.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const CLASSES = 4

function given(spread: number) {
  const { affinity, truth } = syntheticProblem({
    photos: 200,
    classes: CLASSES,
    dimensions: 12,
    spread,
    seed: 5,
  })
  const rows = Int32Array.from({ length: 80 }, (_, l) => l)
  const wanted = Int32Array.from({ length: 120 }, (_, l) => 80 + l)
  const told = { rows, classes: rows.map((index) => truth.classOf[index]) }
  return { affinity, truth, told, wanted, sure: pseudoLabels(affinity, told, CLASSES, wanted) }
}

describe('pseudo-labels', () => {
  it('name the class of photos that are plain to see', () => {
    const { truth, wanted, sure } = given(0.3)
    const taken = [...sure.keys()].filter((index) => sure[index] >= 0)
    expect(taken.length).toBeGreaterThan(60)
    const wrong = taken.filter((index) => sure[index] !== truth.classOf[wanted[index]])
    expect(wrong.length).toBeLessThanOrEqual(0.05 * taken.length)
  })

  it('take hardly any where the labels themselves show that guesses are wrong', () => {
    const { sure } = given(4)
    expect(sure.filter((label) => label >= 0).length).toBeLessThan(12)
  })

  it('take none where there is nothing to calibrate on', () => {
    const { affinity, wanted } = given(0.3)
    const told = { rows: Int32Array.of(0), classes: Int32Array.of(0) }
    expect([...pseudoLabels(affinity, told, CLASSES, wanted)].every((label) => label === -1)).toBe(true)
  })
})
