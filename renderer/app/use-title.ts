/** @file The window's title: the place and the library, and how far work is, so that it is seen from other windows. */
import { computed, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'
import { isUnderWay, useJobs } from '../stores/jobs.ts'
import { useLibrary } from '../stores/library.ts'

export function useTitle(): void {
  const route = useRoute()
  const library = useLibrary()
  const jobs = useJobs()
  const { t, n } = useI18n()

  /** Of the job that has been under way the longest, e.g. "40%"; nothing where nobody knows. */
  const share = computed(() => {
    const progress = jobs.visible.findLast(isUnderWay)?.progress
    if (progress?.total === undefined || progress.total === null || progress.total <= 0) return ''
    const part = Math.min(1, progress.done / progress.total)
    return n(Math.floor(part * 100) / 100, { style: 'percent', maximumFractionDigits: 0 })
  })
  const title = computed(() => {
    if (library.name === '') return 'Twinsort'
    const place = t(`places.${String(route.name ?? 'review')}`)
    return `${place} – ${library.name} – Twinsort`
  })
  watch(
    () => (share.value === '' ? title.value : `${share.value} · ${title.value}`),
    (text) => {
      document.title = text
    },
  )
}
