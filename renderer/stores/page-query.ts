/** @file Which photos the next page is to ask about: the engine's own choice, or the person's; and whether it may be a check. */
import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import type { Input } from '../../shared/contract.ts'
import type { QueryName } from '../../shared/domain.ts'
import { useClient } from '../connection/use-client.ts'
import { useLibrary } from './library.ts'
import { useSettings } from './settings.ts'

export const usePageQuery = defineStore('page-query', () => {
  const library = useLibrary()
  const settings = useSettings()
  const wish = reactive<{ query: QueryName; class: string }>({ query: 'value', class: '' })
  /** Checks that the person wants to answer in a row; otherwise one comes now and then. */
  const checksWanted = ref(0)
  useClient().on('library', reset)

  /** The chosen class, or the first while that one is not known (any more). */
  const className = computed({
    get: () => (library.classNames.includes(wish.class) ? wish.class : (library.classNames.at(0) ?? '')),
    set: (name) => {
      wish.class = name
    },
  })
  /** Without a class there is none to ask for. */
  const query = computed({
    get: () => (wish.query === 'class' && className.value === '' ? 'value' : wish.query),
    set: (name) => {
      wish.query = name
    },
  })
  const input = computed<Input<'page'>>(() => ({
    ...(query.value === 'class' ? { query: 'class', class: className.value } : { query: query.value }),
    sample: checksWanted.value > 0 ? 'now' : true,
    language: settings.spoken,
  }))
  function reset(): void {
    wish.query = 'value'
    checksWanted.value = 0
  }
  return { query, className, checksWanted, input, reset }
})
