/** @file How good the photos are to look at, as the engine measured it, and where the person draws the lines. */
import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import { engineTask } from '../../../stores/engine-task.ts'
import { MEASURES, QUALITY_KINDS, rowsBeyond, type QualityKind } from '../../../stores/quality-kinds.ts'
import { useNotAside } from '../use-not-aside.ts'

export const useQuality = defineStore('quality', () => {
  const task = engineTask('quality')
  const isNotAside = useNotAside()
  const kind = ref<QualityKind>('blurred')
  const lines = reactive(
    Object.fromEntries(QUALITY_KINDS.map((each) => [each, MEASURES[each].usual])) as Record<
      QualityKind,
      number
    >,
  )
  const rows = computed(() => {
    const { value: columns } = task.result
    const of = (each: QualityKind) =>
      columns === undefined
        ? []
        : rowsBeyond(columns, each, lines[each]).filter((row) => isNotAside(columns.ids[row]))
    return Object.fromEntries(QUALITY_KINDS.map((each) => [each, of(each)])) as Record<QualityKind, number[]>
  })
  /** Photos that are beyond some line. */
  const count = computed(() =>
    task.result.value === undefined ? undefined : new Set(Object.values(rows.value).flat()).size,
  )

  return { ...task, kind, lines, rows, count, look: () => task.run({}) }
})
