/** @file Names on a page that may not be what was meant. */
import { describe, expect, it } from 'vitest'
import { isDoubtfulName, wholeName } from '../../../renderer/features/review/keys/doubtful-name.ts'

describe('the letters after a key', () => {
  it('are offered as a whole name where they are no class', () => {
    expect(wholeName('ylophone', 'x', ['dog'])).toBe('xylophone')
    expect(wholeName('ylophone', 'x', ['xylophone'])).toBe('xylophone')
    expect(wholeName('dog', 'x', ['dog'])).toBeUndefined()
    expect(wholeName('DOG', 'x', ['dog'])).toBeUndefined()
    expect(wholeName('box', 'x', ['box', 'xbox'])).toBe('xbox')
    expect([wholeName('dog', '', []), wholeName(' ', 'x', [])]).toEqual([undefined, undefined])
  })

  it('are not taken for a name unasked', () => {
    expect(isDoubtfulName('ylophone', 'x', ['xylophone'], [])).toBe(true)
    expect(isDoubtfulName('dog', 'x', [], [])).toBe(true)
    expect(isDoubtfulName('dog', 'x', ['dog'], [])).toBe(false)
    expect(isDoubtfulName('dog', '', [], [])).toBe(false)
  })
})

describe('a single letter', () => {
  it('is no new class unasked, since it may have been meant for a key', () => {
    expect(isDoubtfulName('s', '', ['dog'], [])).toBe(true)
    expect(isDoubtfulName('7', '', [], [])).toBe(true)
    expect(isDoubtfulName('s', '', ['S'], [])).toBe(false)
    expect(isDoubtfulName('s', '', [], ['s'])).toBe(false)
    expect(isDoubtfulName('猫', '', [], [])).toBe(false)
    expect(isDoubtfulName('', '', [], [])).toBe(false)
  })
})
