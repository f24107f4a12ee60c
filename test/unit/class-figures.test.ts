import { describe, expect, it } from 'vitest'
import { sortClasses, worstConfusions } from '../../renderer/components/training/class-figures.ts'

const row = (name: string, recall: number | null) => ({ class: name, photos: 3, precision: 1, recall })

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
    const report = { classes, confusion, perClass: [], calibration: [], calibrationError: 0 }
    expect(worstConfusions(report, 5).map(({ from, to, photos }) => [from, to, photos])).toEqual([
      ['bee', 'ant', 4],
      ['ant', 'bee', 1],
    ])
  })
})
