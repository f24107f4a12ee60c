/** @file What stands at the foot of a view: toasts rise above it, so that they hide nothing of it. */
import { onBeforeUnmount, onMounted, type ShallowRef } from 'vue'

export function useToastRise(foot: Readonly<ShallowRef<HTMLElement | null>>): void {
  const { style } = document.documentElement
  const observer = new ResizeObserver(() => {
    style.setProperty('--toast-rise', `${foot.value?.offsetHeight ?? 0}px`)
  })
  onMounted(() => {
    if (foot.value !== null) observer.observe(foot.value)
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    style.removeProperty('--toast-rise')
  })
}
