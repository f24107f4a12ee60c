/** @file What keys are called on this computer: a Mac has other keys beside its letters, and its own signs for them. */
import { useI18n } from 'vue-i18n'
import { keyName } from './key-help.ts'
import type { KeyAction, KeyPlace } from './press.ts'

interface Modifiers {
  readonly control: string
  readonly shift: string
  readonly alt: string
}

/** Command does on a Mac what Ctrl does elsewhere. */
const SIGNS: Modifiers = { control: '⌘', shift: '⇧', alt: '⌥' }

/** By what the browser says of itself, as `navigator.userAgent`. */
export function isMac(userAgent: string): boolean {
  return userAgent.includes('Macintosh')
}

interface Before extends Modifiers {
  readonly controlShift: string
  /** Before the space bar, with which Command opens the search of the system. */
  readonly spaceControl: string
}

/** What stands before another key, for the words `keys.names`: "Ctrl+", or on a Mac "⌘". @param names elsewhere than on a Mac */
export function modifiersBefore(names: Modifiers, onMac: boolean): Before {
  if (onMac) return { ...SIGNS, controlShift: `${SIGNS.shift}${SIGNS.control}`, spaceControl: '⌃' }
  const control = `${names.control}+`
  const shift = `${names.shift}+`
  return { control, shift, alt: `${names.alt}+`, controlShift: `${control}${shift}`, spaceControl: control }
}

export function useKeyWords() {
  const { t } = useI18n()
  const onMac = isMac(navigator.userAgent)

  const names = (): Modifiers => ({
    control: t('keys.modifiers.control'),
    shift: t('keys.modifiers.shift'),
    alt: t('keys.modifiers.alt'),
  })
  /** @param name of the words `keys.names` */
  function keyWords(name: string): string {
    return t(`keys.names.${name}`, { ...modifiersBefore(names(), onMac) })
  }
  /** The key that does something there. @throws Error where the help is silent about it. */
  function wordsOf<P extends KeyPlace>(place: P, action: KeyAction<P>): string {
    return keyWords(keyName(place, action))
  }
  /** @param key is pressed with Alt */
  function withAlt(key: string): string {
    return `${modifiersBefore(names(), onMac).alt}${key}`
  }
  /** The key Alt by itself. */
  function altWords(): string {
    return onMac ? SIGNS.alt : names().alt
  }
  return { onMac, keyWords, wordsOf, withAlt, altWords }
}
