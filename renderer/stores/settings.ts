/** @file What the person chose for this window, remembered in it: theme and language. */
import { defineStore } from 'pinia'
import { computed, ref, watch, watchEffect } from 'vue'
import { z } from 'zod'
import { Language, preferredLanguage } from '../../shared/languages.ts'
import { i18n } from '../i18n.ts'

export const Theme = z.enum(['auto', 'light', 'dark'])
export type Theme = z.infer<typeof Theme>
export const LanguageChoice = z.enum(['auto', ...Language.options])
export type LanguageChoice = z.infer<typeof LanguageChoice>

const Stored = z.object({ theme: Theme.catch('auto'), language: LanguageChoice.catch('auto') })

const STORED_AS = 'twinsort.settings'

export const useSettings = defineStore('settings', () => {
  const stored = read()
  const theme = ref(stored.theme)
  const language = ref(stored.language)
  const spoken = computed(() =>
    language.value === 'auto' ? preferredLanguage(navigator.languages) : language.value,
  )

  watch([theme, language], () => {
    const value = JSON.stringify({ theme: theme.value, language: language.value })
    try {
      localStorage.setItem(STORED_AS, value)
    } catch {
      // A window that may store nothing forgets the choice at its end; it holds until then.
    }
  })
  // Another tab of the same window has changed them.
  window.addEventListener('storage', ({ key }) => {
    if (key !== STORED_AS) return
    const other = read()
    theme.value = other.theme
    language.value = other.language
  })
  watchEffect(() => {
    const root = document.documentElement
    if (theme.value === 'auto') delete root.dataset.theme
    else root.dataset.theme = theme.value
  })
  watchEffect(() => {
    i18n.global.locale.value = spoken.value
    document.documentElement.lang = spoken.value
  })

  return { theme, language, spoken }
})

function read(): z.infer<typeof Stored> {
  try {
    return Stored.parse(JSON.parse(localStorage.getItem(STORED_AS) ?? '{}'))
  } catch {
    return { theme: 'auto', language: 'auto' }
  }
}
