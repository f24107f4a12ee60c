import { describe, expect, it } from 'vitest'
import { exportedClass, folderNames } from '../../../main/jobs/export/safe-name.ts'
import { guardFormula, unguardFormula } from '../../../main/jobs/export/spreadsheet.ts'
import fc from '../../support/properties.ts'

const nameOf = (name: string) => folderNames([name]).folders.get(name)

/** Class names as they come through the contract: NFC, trimmed, 1 to 200 characters. */
const className = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '%', '/', '.', '~', ' ', '2', 'F', 'ß') }),
  )
  .map((name) => name.normalize('NFC').trim().slice(0, 200).trim())
  .filter((name) => name !== '' && name.isWellFormed())

describe('folder names of classes', () => {
  it('leaves ordinary names as they are', () => {
    expect(nameOf('rooster')).toBe('rooster')
    expect(nameOf('Österreich 2024')).toBe('Österreich 2024')
  })

  it('flattens the class tree', () => {
    expect(nameOf('animals/birds/rooster')).toBe('animals%2Fbirds%2Frooster')
  })

  it.each(['CON', 'nul', 'com1', 'LPT9.txt', 'aux.tar.gz', 'COM²'])(
    'does not use the reserved name %s',
    (name) => {
      const folder = nameOf(name) ?? ''
      expect(folder).toMatch(/^%[0-9A-F]{2}/)
      expect(exportedClass(folder)).toBe(name)
    },
  )

  it.each(['.', '..', '.hidden', 'end.', '100%', 'a\\b', 'a:b', 'what?', 'tab\there', '<x>'])(
    'writes %s so that every system takes it',
    (name) => {
      const folder = nameOf(name) ?? ''
      // oxlint-disable-next-line no-control-regex -- what Windows forbids
      expect(folder).not.toMatch(/[\u0000-\u001f"*/:<>?\\|]|^[. ]|[. ]$/)
      expect(exportedClass(folder)).toBe(name)
    },
  )

  it('keeps classes apart that differ only in case', () => {
    const { folders } = folderNames(['Dog', 'dog', 'DOG', 'cat'])
    expect(folders).toEqual(
      new Map([
        ['Dog', '%44og'],
        ['dog', 'dog'],
        ['DOG', '%44%4F%47'],
        ['cat', 'cat'],
      ]),
    )
  })

  it('gives distinct names that can be read back, whatever the classes are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(className, { maxLength: 12 }), (names) => {
        const { folders, cut } = folderNames(names)
        const folded = [...folders.values()].map((folder) => folder.toUpperCase().toLowerCase())
        expect(new Set(folded).size).toBe(names.length)
        for (const [name, folder] of folders) {
          expect(exportedClass(folder) ?? cut.get(folder)).toBe(name)
          expect(Buffer.byteLength(folder)).toBeLessThanOrEqual(255)
        }
      }),
    )
  })

  it('cuts a name that is too long and keeps it in full beside', () => {
    const name = '鶏'.repeat(200)
    const { folders, cut } = folderNames([name, `${name.slice(1)}鳥`])
    const folder = folders.get(name) ?? ''
    expect(Buffer.byteLength(folder)).toBeLessThanOrEqual(255)
    expect(exportedClass(folder)).toBeUndefined()
    expect(cut.get(folder)).toBe(name)
    expect(new Set(folders.values()).size).toBe(2)
  })
})

describe('formulas in CSV', () => {
  it.each([
    '=1+1',
    '+49',
    '-5 degrees',
    '@home',
    "'=x",
    "''-y",
    '＝1+1',
    '＋49',
    '－5',
    '＠home',
    "'＝x",
    '﹦1',
    '﹢1',
    '﹣1',
    '﹫x',
    '\n=1',
  ])('guards %s and takes the guard away again', (value) => {
    expect(guardFormula(value)).toBe(`'${value}`)
    expect(unguardFormula(guardFormula(value))).toBe(value)
  })

  it('brings every value back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', 'a', ' ', '＝', '＠', '－', '𝟙') }),
        (value) => {
          expect(unguardFormula(guardFormula(value))).toBe(value)
          expect(guardFormula(value)).not.toMatch(/^[=+\-@＝＠－]/)
        },
      ),
    )
  })

  it('leaves everything else alone', () => {
    for (const value of ['rooster', "'t Zand", '/photos/a.jpg', '', '鶏', '１２', '— dash', '😀', "'"]) {
      expect(guardFormula(value)).toBe(value)
      expect(unguardFormula(value)).toBe(value)
    }
  })
})
