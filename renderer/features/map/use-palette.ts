/** @file The colours of classes for the map, which draws without CSS: read anew when the theme changes. */
import { nextTick, onBeforeUnmount, onMounted, watch } from 'vue'
import { useSettings } from '../../stores/settings.ts'
import { shownColours } from '../../ui/class-colour/class-colour.ts'
import { useMap } from './map-store.ts'

export function usePalette(): void {
  const map = useMap()
  const settings = useSettings()
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const read = (): void => {
    map.palette = shownColours()
  }
  onMounted(() => {
    read()
    system.addEventListener('change', read)
  })
  onBeforeUnmount(() => {
    system.removeEventListener('change', read)
  })
  watch(
    () => settings.theme,
    () => void nextTick(read),
  )
}
