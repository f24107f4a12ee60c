import { describe, expect, it } from 'vitest'
import {
  calibrationVerdict,
  mistakenPhotos,
  sortClasses,
  worstConfusions,
  worstPart,
} from '../../../renderer/features/training/figures/class-figures.ts'
import { confusionCells } from '../../../renderer/features/training/figures/confusion-cells.ts'

const rest = { mistakes: [], perClass: [], calibration: [], calibrationError: 0 }
const row = (name: string, recall: number | null) => ({ class: name, photos: 3, precision: 1, recall })

describe('the cells of a confusion matrix', () => {
  const report = {
    ...rest,
    classes: ['ant', 'bee', 'cat'],
    confusion: [
      [6, 2, 0],
      [1, 8, 1],
      [0, 0, 5],
    ],
    mistakes: [
      { photo: 11, class: 0, taken: 1 },
      { photo: 12, class: 0, taken: 1 },
      { photo: 13, class: 1, taken: 2 },
    ],
  }
  it('say what was taken for what, and which photos those are', () => {
    const cells = confusionCells(report, 3)
    const cell = (from: string, to: string) =>
      cells.flat().find((each) => each.from === from && each.to === to)
    expect(cell('ant', 'ant')).toEqual({
      from: 'ant',
      to: 'ant',
      count: 6,
      share: 0.75,
      isRight: true,
      photos: [],
    })
    expect(cell('ant', 'bee')).toMatchObject({ count: 2, isRight: false, photos: [11, 12] })
    expect(cell('cat', 'ant')).toMatchObject({ count: 0, share: 0, photos: [] })
    expect(cells.map((each) => each.length)).toEqual([3, 3, 3])
  })
  it('have one more in each row for the classes that have no column', () => {
    const cells = confusionCells(report, 2)
    expect(cells.map((each) => each.map(({ to, count }) => [to, count]))).toEqual([
      [
        ['bee', 8],
        ['ant', 1],
        [undefined, 1],
      ],
      [
        ['bee', 2],
        ['ant', 6],
        [undefined, 0],
      ],
    ])
    expect(cells[0][2].photos).toEqual([13])
  })
})

describe('the figures of classes', () => {
  it('puts a class without a figure last, whichever way it sorts', () => {
    const rows = [row('ant', null), row('bee', 0.9), row('cat', 0.2)]
    const names = (descending: boolean) =>
      sortClasses(rows, 'recall', descending, 'en').map((each) => each.class)
    expect(names(false)).toEqual(['cat', 'bee', 'ant'])
    expect(names(true)).toEqual(['bee', 'cat', 'ant'])
  })

  it('names the worst mistakes first and leaves out what is right', () => {
    const classes = ['ant', 'bee']
    const confusion = [
      [9, 1],
      [4, 7],
    ]
    const report = { classes, confusion, ...rest }
    expect(worstConfusions(report, 5).map(({ from, to, photos }) => [from, to, photos])).toEqual([
      ['bee', 'ant', 4],
      ['ant', 'bee', 1],
    ])
  })

  it('cuts out of the matrix the classes that are mixed up most, and keeps count of the rest', () => {
    const confusion = [
      [5, 0, 1],
      [0, 9, 3],
      [0, 4, 6],
    ]
    const report = { classes: ['ant', 'bee', 'cat'], confusion, ...rest }
    expect(worstPart(report, 2)).toEqual([
      { class: 'cat', photos: 10, taken: [6, 4], others: 0 },
      { class: 'bee', photos: 12, taken: [3, 9], others: 0 },
    ])
    expect(worstPart(report, 1)).toEqual([{ class: 'cat', photos: 10, taken: [6], others: 4 }])
  })

  it('knows the photos of a mistake, those of several classes together', () => {
    const classes = ['ant', 'bee', 'cat']
    const mistakes = [
      { photo: 5, class: 1, taken: 0 },
      { photo: 3, class: 1, taken: 2 },
      { photo: 8, class: 0, taken: 2 },
    ]
    const report = { classes, confusion: [], ...rest, mistakes }
    expect(mistakenPhotos(report, 'bee', ['ant'])).toEqual([5])
    expect(mistakenPhotos(report, 'bee', ['ant', 'cat'])).toEqual([5, 3])
    expect(mistakenPhotos(report, 'cat', ['ant', 'bee'])).toEqual([])
  })

  it('says to which side probabilities are off', () => {
    const judged = (confidence: number, accuracy: number) =>
      calibrationVerdict({
        ...{ classes: [], confusion: [], mistakes: [], perClass: [] },
        calibration: [{ from: 0.5, to: 1, photos: 10, confidence, accuracy }],
        calibrationError: Math.abs(confidence - accuracy),
      })
    expect(judged(0.9, 0.88)).toBe('wellCalibrated')
    expect(judged(0.9, 0.7)).toBe('overconfident')
    expect(judged(0.7, 0.9)).toBe('underconfident')
  })
})
