import { expect, it } from 'vitest'
import { isMac, modifiersBefore } from '../../../renderer/ui/keys/key-words.ts'

const chrome = (system: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`

it('knows a Mac by what the browser says of itself', () => {
  expect(isMac(chrome('Macintosh; Intel Mac OS X 10_15_7'))).toBe(true)
  expect(isMac(chrome('X11; Linux x86_64'))).toBe(false)
  expect(isMac(chrome('Windows NT 10.0; Win64; x64'))).toBe(false)
})

it('writes keys that are pressed together as each system does', () => {
  const german = { control: 'Strg', shift: 'Umschalt', alt: 'Alt' }
  expect(modifiersBefore(german, false)).toEqual({
    control: 'Strg+',
    shift: 'Umschalt+',
    alt: 'Alt+',
    controlShift: 'Strg+Umschalt+',
  })
  expect(modifiersBefore(german, true)).toEqual({ control: '⌘', shift: '⇧', alt: '⌥', controlShift: '⇧⌘' })
})
