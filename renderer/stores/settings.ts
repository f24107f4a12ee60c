/** @file What the person chose for this window, remembered in it: language, look, and how many photos a page shows. */
import { defineStore } from 'pinia'
import { computed, reactive, toRefs, watch, watchEffect } from 'vue'
import { z } from 'zod'
import { Language, preferredLanguage } from '../../shared/languages.ts'
import { i18n } from '../i18n.ts'

export const Theme = z.enum(['auto', 'light', 'dark'])
export const LanguageChoice = z.enum(['auto', ...Language.options])
export const Density = z.enum(['comfortable', 'compact'])
export const Motion = z.enum(['auto', 'reduced'])
/** `auto`: as many as the engine thinks best, fitted to the window. */
export const PAGE_SIZES = ['auto', '6', '12', '24', '40'] as const

const Stored = z.object({
  theme: Theme.catch('auto'),
  language: LanguageChoice.catch('auto'),
  density: Density.catch('comfortable'),
  motion: Motion.catch('auto'),
  pageSize: z.enum(PAGE_SIZES).catch('auto'),
})
type Stored = z.infer<typeof Stored>

export const USUAL_SETTINGS: Readonly<Stored> = Stored.parse({})

const STORED_AS = 'twinsort.settings'

export const useSettings = defineStore('settings', () => {
  const chosen = reactive(read())
  const spoken = computed(() =>
    chosen.language === 'auto' ? preferredLanguage(navigator.languages) : chosen.language,
  )

  watch(chosen, (value) => {
    try {
      localStorage.setItem(STORED_AS, JSON.stringify(value))
    } catch {
      // A window that may store nothing forgets the choice at its end; it holds until then.
    }
  })
  // Another tab of the same window has changed them.
  window.addEventListener('storage', ({ key }) => {
    if (key === STORED_AS) Object.assign(chosen, read())
  })
  watchEffect(() => {
    const root = document.documentElement
    for (const name of ['theme', 'density', 'motion'] as const) {
      if (chosen[name] === USUAL_SETTINGS[name]) root.removeAttribute(`data-${name}`)
      else root.setAttribute(`data-${name}`, chosen[name])
    }
  })
  watchEffect(() => {
    i18n.global.locale.value = spoken.value
    document.documentElement.lang = spoken.value
  })

  return { ...toRefs(chosen), spoken }
})

/** Whether what moves by itself should stay still: as the person chose here, or for the whole system. */
export function wantsStillness(): boolean {
  const isChosen = document.documentElement.dataset.motion === 'reduced'
  return isChosen || window.matchMedia('(prefers-reduced-motion: reduce)').matches
}

function read(): Stored {
  try {
    return Stored.parse(JSON.parse(localStorage.getItem(STORED_AS) ?? '{}'))
  } catch {
    return { ...USUAL_SETTINGS }
  }
}
