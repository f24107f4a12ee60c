import { expect, it } from 'vitest'
import de from '../../../resources/locales/de/window.json' with { type: 'json' }
import en from '../../../resources/locales/en/window.json' with { type: 'json' }
import zh from '../../../resources/locales/zh/window.json' with { type: 'json' }
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
    spaceControl: 'Strg+',
  })
  expect(modifiersBefore(german, true)).toEqual({
    ...{ control: '⌘', shift: '⇧', alt: '⌥', controlShift: '⇧⌘' },
    spaceControl: '⌃', // with Command the system takes the space bar for itself
  })
})

it('names no key on a Mac that the system takes for itself, and each sign in its words', () => {
  for (const { keys } of [en, de, zh]) {
    const mac = modifiersBefore(keys.modifiers, true)
    const names = Object.values(keys.names).map((name) =>
      name.replaceAll(/\{(\w+)\}/g, (_, part: keyof typeof mac) => mac[part]),
    )
    expect(names.filter((name) => /⌘(Space|Leertaste|空格)/.test(name))).toEqual([])
    const signs = new Set(names.join('').match(/[⌘⌃⌥⇧]/g))
    expect([...signs].filter((sign) => !keys.signs.includes(sign))).toEqual([])
    expect(signs.has('⌃')).toBe(true)
  }
})
