/** @file What the next page should ask about: the engine's own choice, or the person's; and whether it may be a check. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, watch } from 'vue'
import type { Input } from '../../../shared/contract.ts'
import { QueryName } from '../../../shared/domain.ts'
import { useClient } from '../../connection/use-client.ts'
import { i18n } from '../../i18n.ts'
import { useLibrary } from '../../stores/library.ts'
import { PAGE_WISH } from '../../stores/page-wish.ts'
import { useSettings } from '../../stores/settings.ts'
import { useToasts } from '../../stores/toasts.ts'

/** Labels that look wrong are gone through in the check, one by one, beside the class that is likelier. */
export const OfferedQuery = QueryName.exclude(['suspects'])
type OfferedQuery = ReturnType<typeof OfferedQuery.parse>

export const usePageQuery = defineStore('page-query', () => {
  const library = useLibrary()
  const settings = useSettings()
  const toasts = useToasts()
  const { t } = i18n.global
  const chosen = reactive<{ query: OfferedQuery; class: string }>({ query: 'value', class: '' })
  /** The checks that the person wants to answer in a row; at 0 one comes now and then. */
  const checksWanted = ref(0)
  useClient().onOtherLibrary(reset)

  const className = computed({
    get: () => chosen.class,
    set: (name) => {
      chosen.class = name
    },
  })
  const query = computed({
    get: () => chosen.query,
    set: (name) => {
      // A class that exists: the one that was asked for last, else the first.
      if (name === 'class' && !library.classNames.includes(chosen.class))
        chosen.class = library.classNames.at(0) ?? ''
      chosen.query = name === 'class' && chosen.class === '' ? 'value' : name
    },
  })
  // If the chosen class was renamed or lost its last photo, the choice is reset; no other class is chosen instead.
  watch(
    () => library.status,
    (status) => {
      if (status === undefined || chosen.query !== 'class' || library.classNames.includes(chosen.class))
        return
      toasts.show(t('review.classGone', { class: chosen.class }))
      reset()
    },
  )
  const input = computed<Input<'page'>>(() => ({
    ...PAGE_WISH,
    ...(query.value === 'class' ? { query: 'class', class: className.value } : { query: query.value }),
    sample: checksWanted.value > 0 ? 'now' : true,
    language: settings.spoken,
    ...(settings.pageSize === 'auto' ? {} : { most: Number(settings.pageSize) }),
  }))
  function reset(): void {
    chosen.query = 'value'
    checksWanted.value = 0
  }
  return { query, className, checksWanted, input, reset }
})
