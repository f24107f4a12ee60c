import { describe, expect, it } from 'vitest'
import { marginFor, valueDomain, within } from '../../../renderer/ui/charts/axis.ts'

describe('the axes of charts', () => {
  it('hold shares within what shares can be, also where the line is flat', () => {
    expect(valueDomain([1, 1], 'percent')).toEqual([0.99, 1])
    expect(valueDomain([0, 0], 'percent')).toEqual([0, 0.01])
    expect(valueDomain([0.7, 0.95], 'percent')).toEqual([0.7, 0.95])
    expect(within(-0.2, 1.05)).toEqual([0, 1])
  })

  it('begin at nothing for numbers', () => {
    expect(valueDomain([3, 4], 'number')).toEqual([0, 4])
    expect(valueDomain([], 'number')).toEqual([0, 1])
    expect(valueDomain([0, 1e-16], 'number')).toEqual([0, 0.001])
  })

  it('leave room for the longest tick', () => {
    expect(marginFor(['0.00025'])).toBeGreaterThan(marginFor(['0.25']))
    expect(marginFor([])).toBeGreaterThan(0)
  })
})
