/** @file Toasts rise above the bar at the foot of a view, so that they hide none of its buttons. */
import { onBeforeUnmount, onMounted, type ShallowRef } from 'vue'

export function useToastRise(bar: Readonly<ShallowRef<HTMLElement | null>>): void {
  const { style } = document.documentElement
  const observer = new ResizeObserver(() => {
    style.setProperty('--toast-rise', `${bar.value?.offsetHeight ?? 0}px`)
  })
  onMounted(() => {
    if (bar.value !== null) observer.observe(bar.value)
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    style.removeProperty('--toast-rise')
  })
}
