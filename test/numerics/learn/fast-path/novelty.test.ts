import { Matrix as Dense, inverse } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { indicesWhere } from '../../../../main/learn/fast-path/indices.ts'
import { noveltyOf } from '../../../../main/learn/fast-path/novelty.ts'
import { PROPAGATION, Spreading } from '../../../../main/learn/fast-path/propagate.ts'
import { syntheticProblem } from '../../../support/training/synthetic-problem.ts'

const CLASSES = 6
const { affinity, truth } = syntheticProblem({
  photos: 300,
  classes: CLASSES,
  dimensions: 16,
  spread: 0.7,
  seed: 4,
})

/** Every second photo of the first `classCount` classes has a label. */
function half(classCount: number): Int32Array {
  return truth.classOf.map((each, index) => (each < classCount && index % 2 === 0 ? each : -1))
}

function shareOf(flags: Uint8Array, rows: Int32Array): number {
  return rows.reduce((sum, index) => sum + flags[index], 0) / rows.length
}

describe('photos unlike every class', () => {
  it('are most of those whose class nobody has named, and few of the others', () => {
    const labels = half(3)
    const { unlike, remote } = noveltyOf(new Spreading(affinity), affinity, { labels, classCount: 3 })
    expect(unlike.every((flag, index) => flag <= remote[index])).toBe(true)
    const open = indicesWhere(labels, (label) => label < 0)
    expect(
      shareOf(
        unlike,
        open.filter((index) => truth.classOf[index] >= 3),
      ),
    ).toBeGreaterThan(0.6)
    expect(
      shareOf(
        unlike,
        open.filter((index) => truth.classOf[index] < 3),
      ),
    ).toBeLessThan(0.05)
  })

  it('are none once every class has labels, and never have a label themselves', () => {
    const { unlike: all, remote } = noveltyOf(new Spreading(affinity), affinity, {
      labels: half(CLASSES),
      classCount: CLASSES,
    })
    expect(all.every((flag) => flag === 0)).toBe(true)
    expect(
      shareOf(
        remote,
        indicesWhere(half(CLASSES), (label) => label < 0),
      ),
    ).toBeLessThan(0.1)
    const labels = half(1)
    const { unlike } = noveltyOf(new Spreading(affinity), affinity, { labels, classCount: 1 })
    expect(labels.every((label, index) => label < 0 || unlike[index] === 0)).toBe(true)
  })

  it('are none while nothing is labelled', () => {
    const labels = new Int32Array(300).fill(-1)
    const { unlike } = noveltyOf(new Spreading(affinity), affinity, { labels, classCount: 0 })
    expect(unlike).toEqual(new Uint8Array(300))
  })
})

describe('what reaches a photo', () => {
  it('is what all labels spread, as the closed form has it', () => {
    const rows = Int32Array.of(2, 7, 30, 31, 120)
    const { alpha } = PROPAGATION
    const reach = new Spreading(affinity).reach(rows, Int32Array.of(0, 1, 0, 2, 2), 3, {
      alpha,
      iterations: 300,
    })
    const system = Dense.eye(affinity.rows)
    for (let i = 0; i < affinity.rows; i += 1) {
      for (let e = affinity.offsets[i]; e < affinity.offsets[i + 1]; e += 1) {
        const j = affinity.columns[e]
        system.set(i, j, system.get(i, j) - alpha * affinity.values[e])
      }
    }
    const sources = Dense.zeros(affinity.rows, 1)
    for (const index of rows) sources.set(index, 0, 1 - alpha)
    const expected = inverse(system).mmul(sources).getColumn(0)
    for (const [index, value] of expected.entries()) expect(reach[index]).toBeCloseTo(value, 5)
  })
})
