/** @file Patterns for the names of exported files: what comes of them, and that every system takes it. */
import { describe, expect, it } from 'vitest'
import { byteLength, forbiddenIn, isReserved, nameKey } from '../../../shared/file-name.ts'
import { hasNumber, nameBy, numberText, readPattern, type NamePattern } from '../../../shared/name-pattern.ts'
import fc from '../../support/properties.ts'

const FACTS = { class: 'animals/hen', date: '2026-05-31', name: 'IMG_2041' }

function read(pattern: string): NamePattern {
  const found = readPattern(pattern)
  if ('problem' in found) throw new Error(found.problem.key)
  return found
}
const named = (pattern: string, facts: Partial<typeof FACTS> | { date: null } = {}, number = '001') =>
  nameBy(read(pattern), { ...FACTS, ...facts }, number, 4)

describe('a pattern for names', () => {
  it.each([
    ['{name}', 'IMG_2041'],
    ['{date} {class} {number}', '2026-05-31 animals-hen 001'],
    ['{class}_{class}', 'animals-hen_animals-hen'],
    ['of May', 'of May'],
    ['  {number} ', '001'],
    ['{name}.', 'IMG_2041'],
  ])('%s gives %s', (pattern, name) => {
    expect(named(pattern)).toBe(name)
  })

  it.each([
    ['{date}_{name}', 'IMG_2041'],
    ['{class} - {date}', 'animals-hen'],
    ['{class} ({date}) {number}', 'animals-hen () 001'],
    ['{date}', 'IMG_2041'],
  ])('%s leaves no blanks or dashes behind where no date is known', (pattern, name) => {
    expect(named(pattern, { date: null })).toBe(name)
  })

  it.each([
    ['', 'names-empty'],
    ['   ', 'names-empty'],
    ['{day}', 'names-unknown-part'],
    ['{Class}', 'names-unknown-part'],
    ['{class', 'names-unknown-part'],
    ['class}', 'names-unknown-part'],
    ['{class}/{number}', 'names-forbidden'],
    ['what? {number}', 'names-forbidden'],
    ['tab\t{number}', 'names-forbidden'],
    ['x'.repeat(121), 'names-too-long'],
    ['{number}'.repeat(20), 'names-too-long'],
  ])('%s is refused: %s', (pattern, key) => {
    expect(readPattern(pattern)).toMatchObject({ problem: { key } })
  })

  it.each([
    [{ class: 'CON' }, '{class}', '_CON'],
    [{ class: 'a:b*c' }, '{class}', 'a-b-c'],
    [{ name: '.hidden' }, '{name}', '_hidden'],
    [{ name: '__init' }, '{name}', '_init'],
    [{ class: 'end. ' }, '{class}', 'end'],
    [{ name: 'Cafe\u0301' }, '{name}', 'Caf\u00e9'],
  ])('%o by %s is a name that every system and loader takes', (facts, pattern, name) => {
    expect(named(pattern, facts)).toBe(name)
  })

  it('counts with as many digits as the class has, and at least three', () => {
    expect([numberText(7, 12), numberText(7, 999), numberText(7, 12_000)]).toEqual(['007', '007', '00007'])
    expect([hasNumber(read('{number}')), hasNumber(read('{name}'))]).toEqual([true, false])
  })

  it('gives whatever it names a name that fits, and two numbers two names', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('a', 'A', '.', ' ', '-', '_', '1', '0', 'ß', 'é', '鶏', ':', '/') }),
      fc.constantFrom('con', 'NUL', '鶏'.repeat(200), '...', ''),
    )
    const piece = fc.constantFrom('{class}', '{date}', '{name}', '{number}', ' ', '-', '_', '.', 'x', '鶏')
    const patterns = fc
      .array(piece, { minLength: 1, maxLength: 8 })
      .map((pieces) => readPattern(pieces.join('')))
    const facts = fc.record({
      class: text,
      name: text,
      date: fc.constantFrom(null, '1970-01-01', '2026-05-31'),
    })
    fc.assert(
      fc.property(patterns, facts, fc.nat(2000), fc.nat(2000), (pattern, of, one, other) => {
        if ('problem' in pattern) return
        const [first, second] = [one, other].map((number) => nameBy(pattern, of, numberText(number, 5), 18))
        for (const name of [first, second]) {
          expect(byteLength(name) + 18).toBeLessThanOrEqual(255)
          expect(name).not.toMatch(/^(\.|__|\s)|[. ]$|^$/)
          expect(forbiddenIn(name)).toEqual([])
          expect(isReserved(name)).toBe(false)
        }
        if (hasNumber(pattern) && one !== other) expect(nameKey(first)).not.toBe(nameKey(second))
      }),
    )
  })
})
