/** @file What a key means while a photo is shown large. Pure; Escape is the dialog's own. */
import type { KeyPress } from '../../../ui/global-keys.ts'

export type PreviewCommand =
  | { do: 'leaf'; to: 'previous' | 'next' | 'first' | 'last' }
  | { do: 'name'; text: string }
  | { do: 'unlabel' | 'alike' | 'back' | 'close' }

export function previewCommand({ key, ctrlKey, metaKey, altKey }: KeyPress): PreviewCommand | undefined {
  if (altKey) return key === 'ArrowLeft' ? { do: 'back' } : undefined
  if (ctrlKey || metaKey) return undefined
  switch (key) {
    case 'ArrowLeft':
      return { do: 'leaf', to: 'previous' }
    case 'ArrowRight':
      return { do: 'leaf', to: 'next' }
    case 'Home':
      return { do: 'leaf', to: 'first' }
    case 'End':
      return { do: 'leaf', to: 'last' }
    case 'ArrowDown':
      return { do: 'alike' }
    case 'Delete':
    case 'Backspace':
      return { do: 'unlabel' }
    case 'Enter':
    case ' ':
      return { do: 'close' }
    case 'F2':
      return { do: 'name', text: '' }
    default:
      return /^[\p{Letter}\p{Number}]$/u.test(key) ? { do: 'name', text: key } : undefined
  }
}
