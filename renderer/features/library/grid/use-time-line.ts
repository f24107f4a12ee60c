/** @file The line of time beside the grid, where its photos stand in the order of time: its months, and the one in sight. */
import { computed, ref, type Ref } from 'vue'
import { usePhotos } from '../../../stores/photos.ts'
import { isByTime } from '../../../stores/sort-rows.ts'
import { lineAt, lineToShow, type GridLines } from './grid-lines.ts'
import { monthsOf } from './months.ts'

/** What is seen of the grid, in CSS pixels from its top. */
interface Sight {
  readonly top: number
  readonly height: number
}

export function useTimeLine(lines: Readonly<Ref<GridLines>>, sight: () => Sight) {
  const photos = usePhotos()
  /** Led to last: at the end of the grid several months are in sight, none of which can come to its top. */
  const asked = ref(0)

  const months = computed(() => {
    const { facts, filter, order, grouping, arrangement } = photos
    const isInTime = grouping === 'day' || (grouping === 'none' && isByTime(order) && filter.found === null)
    return facts === undefined || !isInTime ? [] : monthsOf(arrangement.rows, facts.takenAt)
  })
  const total = computed(() => lines.value.tops[lines.value.length])
  const starts = computed(() =>
    months.value.map(
      ({ place }) => lines.value.tops[lineToShow(lines.value, place)] / Math.max(1, total.value),
    ),
  )
  const current = computed(() => {
    const { top, height } = sight()
    const place = lines.value.firstPlace[lineAt(lines.value, top + lines.value.gap)]
    const inSight = Math.max(
      0,
      months.value.findLastIndex((month) => month.place <= place),
    )
    const isAtEnd = top + height >= total.value
    return isAtEnd ? Math.min(months.value.length - 1, Math.max(inSight, asked.value)) : inSight
  })

  /** @returns the line that is to come to the top. */
  function lineOfMonth(month: number): number {
    asked.value = month
    return lineToShow(lines.value, months.value[month].place)
  }

  return { months, starts, current, lineOfMonth }
}
