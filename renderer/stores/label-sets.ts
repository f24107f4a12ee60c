/** @file The questions of the library (label sets), which one is open, and opening another: all that is shown belongs to that one. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LabelSet } from '../../shared/contract/label-sets.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import { useClient } from '../connection/use-client.ts'
import { useLibraries } from './libraries.ts'
import { useToasts } from './toasts.ts'

/** What a library calls the question that it begins with. */
const FIRST_NAME = 'subject'

export const useLabelSets = defineStore('label-sets', () => {
  const client = useClient()
  const libraries = useLibraries()
  const toasts = useToasts()
  const { t } = useI18n()
  const { value, error, refresh } = useEngineQuery((engine) => engine.call('labelSets', {}), {
    events: ['labelSets'],
  })
  /** Their dialog is on screen. */
  const isShown = ref(false)
  /** Oldest first; none until they are known. */
  const sets = computed<readonly LabelSet[]>(() => value.value?.sets ?? [])
  const removed = computed(() => value.value?.removed ?? [])
  const open = computed(() => sets.value.find(({ isOpen }) => isOpen))
  /** With one there is nothing to choose, and nothing to see of all this. */
  const isSeveral = computed(() => sets.value.length > 1)
  /** It has the name yet that nobody gave it. */
  const isUnnamed = computed(() => sets.value.length === 1 && open.value?.name === FIRST_NAME)

  // Another window may have opened another one: what is on screen changes under the person's eyes.
  let last: number | undefined
  client.onOtherLibrary((isSameFolder) => {
    if (!isSameFolder) last = undefined
  })
  watch(open, (now) => {
    if (now === undefined) return
    if (last !== undefined && last !== now.id) toasts.show(t('questions.opened', { name: now.name }))
    last = now.id
  })

  /** Asks first where it would stop something. @throws AppError */
  async function choose(set: number): Promise<void> {
    await libraries.askingFirst('question', (stopJobs) => client.call('chooseLabelSet', { set, stopJobs }))
  }
  /** Makes one and opens it. @param first the name that the only one so far gets @throws AppError */
  async function create(name: string, first: string | undefined): Promise<void> {
    const before = open.value
    if (before !== undefined && first !== undefined && first !== before.name) await rename(before.id, first)
    const { id } = await client.call('createLabelSet', { name })
    await choose(id)
  }
  /** @throws AppError */
  async function rename(set: number, name: string): Promise<void> {
    await client.call('renameLabelSet', { set, name })
  }
  /** It can be taken back from what is said of it, and from the dialog. @throws AppError */
  async function remove(set: number): Promise<void> {
    const engine = client.forOpenLibrary() // another library has sets of the same numbers
    const { name } = await engine.call('removeLabelSet', { set })
    const takeBack = () => void engine.call('restoreLabelSet', { set }).catch(toasts.reportError)
    const action = { label: t('decisions.undo'), run: takeBack }
    toasts.show(t('questions.removed', { name }), { action })
  }
  /** @throws AppError */
  async function restore(set: number): Promise<void> {
    await client.call('restoreLabelSet', { set })
  }
  function show(): void {
    void refresh() // with the numbers of now
    isShown.value = true
  }
  return {
    ...{ sets, removed, open, error, isShown, isSeveral, isUnnamed },
    ...{ choose, create, rename, remove, restore, show },
  }
})
