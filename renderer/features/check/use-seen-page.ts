/**
 * @file Lets keys and clicks through to what a person decides about only if it has been seen: see [Note: Keys that come too early]
 * in renderer/ui/keys/key-gate.ts.
 */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { KeyGate, SEEN_AFTER_MS } from '../../ui/keys/key-gate.ts'
import { usePainted } from '../../ui/photo/use-painted.ts'

/** 1 and 2 answer here, and begin no name: after a dropped one a short pause is enough, as after an Enter. */
export function asAnswer(key: string): string {
  return ['1', '2'].includes(key) ? 'Enter' : key
}

/** @param key changes with whatever is shown; empty for nothing. */
export function useSeenPage(frame: Ref<HTMLElement | null>, key: Readonly<Ref<string>>) {
  const gate = new KeyGate()
  const page = ref(0)
  const paintedAt = ref<number>()
  /** Keys and clicks are meant for it from now on. */
  const isSeen = ref(false)
  const isEarly = ref(false)
  let timer: number | undefined
  let pointedAt: number | undefined

  watch(
    key,
    () => {
      page.value += 1
      paintedAt.value = undefined
      isSeen.value = false
      window.clearTimeout(timer)
    },
    { flush: 'sync' },
  )
  usePainted(
    frame,
    () => (key.value === '' ? undefined : page.value),
    () => {
      paintedAt.value = performance.now()
      timer = window.setTimeout(() => {
        isSeen.value = true
      }, SEEN_AFTER_MS)
    },
  )

  onScopeDispose(() => {
    window.clearTimeout(timer)
  })

  function letsKey({ key: name, timeStamp }: KeyboardEvent): boolean {
    const isMeant = gate.lets(asAnswer(name), timeStamp, paintedAt.value)
    isEarly.value = !isMeant
    return isMeant
  }
  /** For `pointerdown`, before anything else hears of it. */
  function point(event: PointerEvent): void {
    const isMeant = gate.letsClick(event.timeStamp, paintedAt.value)
    isEarly.value = !isMeant
    pointedAt = isMeant ? page.value : undefined
    if (!isMeant) event.stopPropagation()
  }
  /** For `click`: one that began on another page is dropped; so is the second one of two, but on photos, where none decides. */
  function click(event: MouseEvent): void {
    const isMeant =
      event.detail === 0
        ? gate.lets('Enter', event.timeStamp, paintedAt.value)
        : (event.detail === 1 || isOnPhotos(event)) && pointedAt === page.value
    if (isMeant) return
    if (event.detail <= 1) isEarly.value = true // the second click of two came in time
    event.stopPropagation()
    event.preventDefault()
  }

  return { isSeen, isEarly, letsKey, point, click }
}

function isOnPhotos({ target }: Event): boolean {
  return target instanceof Element && target.closest('[role=listbox]') !== null
}
