/**
 * @file The labels that photos have already: what was found, what the person takes of it, what would come of that, and the one decision.
 * It is taken only as it was shown: while a choice is not previewed yet, nothing can be taken.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Input, Output } from '../../../shared/contract.ts'
import type { LabelSource } from '../../../shared/contract/found-labels.ts'
import type { AppError } from '../../../shared/errors.ts'
import { deepest, rowsAt, type Level } from '../../../shared/found-labels.ts'
import { reportableError } from '../../connection/reportable-error.ts'
import { useClient } from '../../connection/use-client.ts'
import { i18n } from '../../i18n.ts'
import { useDecisions } from '../../stores/decisions.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { useToasts } from '../../stores/toasts.ts'
import { betweenClasses, chosenNames, groupsOf, type NameChoice } from './name-choices.ts'

interface Preview extends Output<'takeLabels'> {
  readonly groups: Input<'takeLabels'>['groups']
}

/** Photos between several classes that are shown. */
const STRIP = 8
/** Until so long after the last click or letter nothing is asked. */
const SOON_MS = 250

export const useFirstLabels = defineStore('first-labels', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global
  const task = engineTask('findLabels')

  const from = ref<LabelSource>('folders')
  const file = ref('')
  /** What was found, by where. */
  const results = shallowRef<Partial<Record<LabelSource, Output<'findLabels'>>>>({})
  const level = ref<Level>('last')
  const choices = shallowRef<ReadonlyMap<string, Partial<NameChoice>>>(new Map())
  /** Of names that nobody has chosen. */
  const areTaken = ref(true)
  const preview = shallowRef<Preview>()
  const previewError = shallowRef<AppError>()
  const taken = shallowRef<Output<'takeLabels'>>()
  const isTaking = ref(false)
  let timer: number | undefined
  let pending: AbortController | undefined

  const result = computed(() => results.value[from.value])
  const depth = computed(() => (result.value === undefined ? 0 : deepest(result.value)))
  const rows = computed(() => (result.value === undefined ? [] : rowsAt(result.value, level.value)))
  const names = computed(() => chosenNames(rows.value, choices.value, areTaken.value))
  const groups = computed(() => groupsOf(names.value))
  /** Photos that have several of the names that were found. */
  const severalNamed = computed(() => {
    const { ids = new Int32Array() } = result.value ?? {}
    return [...new Set([...ids].filter((id, i) => id === ids[i - 1]))]
  })
  /** Those of the names that are taken. */
  const between = computed(() => betweenClasses(groups.value ?? []))

  client.onOtherLibrary(() => {
    results.value = {}
    file.value = ''
    chooseAnew()
  })
  client.whenConnected(previewSoon) // what was asked for may have been lost
  client.on('decided', ({ decision }) => {
    // Undone, or something else was decided: it is not what was done last any more.
    if (taken.value !== undefined && decision !== taken.value.decision) taken.value = undefined
    previewSoon()
  })
  watch(groups, previewSoon)
  watch(from, chooseAnew)

  /** Looks for them; an earlier result stays until there is a new one. */
  async function find(): Promise<void> {
    const source = from.value
    const path = file.value.trim()
    if (source === 'file' && path === '') return
    const isFound = await task.run({ from: source, ...(source === 'file' ? { file: path } : {}) })
    if (!isFound) return
    results.value = { ...results.value, [source]: task.result.value }
    if (source === from.value) chooseAnew()
  }

  function chooseAnew(): void {
    taken.value = undefined
    choices.value = new Map()
    level.value = from.value === 'folders' ? 'last' : 'whole'
    // Of keywords most photos have several: to take all of them would label none.
    areTaken.value = from.value !== 'keywords' || result.value?.several === 0
  }
  function choose(name: string, choice: Partial<NameChoice>): void {
    taken.value = undefined
    choices.value = new Map(choices.value).set(name, { ...choices.value.get(name), ...choice })
  }
  /** What classes are called stays. */
  function takeAll(all: boolean): void {
    taken.value = undefined
    choices.value = new Map([...choices.value].map(([name, { isTaken: _, ...rest }]) => [name, rest]))
    areTaken.value = all
  }

  function previewSoon(): void {
    pending?.abort()
    pending = undefined
    preview.value = undefined
    window.clearTimeout(timer)
    if (groups.value !== undefined) timer = window.setTimeout(() => void previewNow(), SOON_MS)
  }
  async function previewNow(): Promise<void> {
    const { value } = groups
    if (value === undefined) return
    const controller = new AbortController()
    pending = controller
    previewError.value = undefined
    try {
      const output = await client.call(
        'takeLabels',
        { groups: value, dryRun: true, listed: STRIP },
        { signal: controller.signal },
      )
      if (pending === controller) preview.value = { ...output, groups: value }
    } catch (thrown) {
      if (pending === controller) previewError.value = reportableError(thrown)
    }
  }

  async function take(): Promise<void> {
    const { value } = preview
    if (value === undefined || value.labelled === 0 || isTaking.value) return
    isTaking.value = true
    const engine = client.forOpenLibrary()
    try {
      const output = await engine.call('takeLabels', { groups: value.groups, listed: STRIP })
      taken.value = output
      toasts.show(t('firstLabels.taken', { count: n(output.labelled) }, output.labelled), {
        action: { label: t('decisions.undo'), run: () => void decisions.takeBack() },
      })
    } catch (thrown) {
      toasts.reportError(thrown)
    } finally {
      isTaking.value = false
    }
  }

  return {
    ...{
      from,
      file,
      level,
      result,
      depth,
      names,
      groups,
      severalNamed,
      between,
      preview,
      previewError,
      taken,
      isTaking,
    },
    ...{
      job: task.job,
      underWay: task.underWay,
      cancelling: task.cancelling,
      error: task.error,
      cancel: task.cancel,
    },
    ...{ find, choose, takeAll, take },
  }
})
