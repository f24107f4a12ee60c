/** @file Short messages about what has just happened, the newest in place of the one before. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { reportableError } from '../connection/reportable-error.ts'
import { errorWords } from '../words/engine-words.ts'

export interface Toast {
  id: number
  text: string
  tone: 'neutral' | 'problem'
  action: { label: string; run: () => void } | undefined
}

/** Long enough to read a sentence twice; it waits while the pointer or the focus is on it. */
const SHOWN_MS = 7_000

export const useToasts = defineStore('toasts', () => {
  const current = shallowRef<Toast>()
  const held = ref(false)
  let timer: number | undefined
  let last = 0

  function show(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
    current.value = { id: ++last, text, tone: options.tone ?? 'neutral', action: options.action }
    startTimer()
  }
  /** Shows an error, unless the person caused it by cancelling, or the connection's banner shows it already. */
  function reportError(thrown: unknown): void {
    const error = reportableError(thrown)
    if (error !== undefined) show(errorWords(error), { tone: 'problem' })
  }
  function dismiss(): void {
    window.clearTimeout(timer)
    current.value = undefined
    held.value = false
  }
  function hold(): void {
    held.value = true
    window.clearTimeout(timer)
  }
  function release(): void {
    held.value = false
    if (current.value !== undefined) startTimer()
  }
  function startTimer(): void {
    window.clearTimeout(timer)
    if (!held.value) timer = window.setTimeout(dismiss, SHOWN_MS)
  }

  return { current, show, reportError, dismiss, hold, release }
})
