/** @file What is to be exported, what that would write, and what was written; it goes on when another view is opened. */
import { defineStore } from 'pinia'
import { computed, reactive, shallowRef } from 'vue'
import { EXPORT_FORMATS, type ExportFormat } from '../../../shared/contract/export-formats.ts'
import type { Input, Output } from '../../../shared/contract.ts'
import type { JobState } from '../../../shared/domain.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useClient } from '../../connection/use-client.ts'
import { worthTelling } from '../../connection/worth-telling.ts'
import { useHeads } from '../../stores/heads.ts'
import { useJobs } from '../../stores/jobs.ts'

export interface ExportWishes {
  format: ExportFormat
  out: string
  mode: 'copy' | 'link'
  withSuggestions: boolean
  minProbability: number
  /** For `onnx`: the version that is written; undefined for the one in use, or else the newest. */
  head: number | undefined
}

export interface ExportResult extends Output<'export'> {
  out: string
}

export const useExporting = defineStore('exporting', () => {
  const client = useClient()
  const jobs = useJobs()
  const heads = useHeads()

  const wishes = reactive<ExportWishes>({
    format: 'imagefolder',
    out: '',
    mode: 'copy',
    withSuggestions: false,
    minProbability: 0.9,
    head: undefined,
  })
  const preview = shallowRef<ExportResult>()
  const result = shallowRef<ExportResult>()
  const error = shallowRef<AppError>()
  const state = shallowRef<'idle' | 'looking' | 'writing'>('idle')
  let looking: AbortController | undefined

  client.onOtherLibrary(() => {
    looking = undefined
    Object.assign(wishes, { out: '', head: undefined })
    forget()
  })

  function forget(): void {
    preview.value = undefined
    result.value = undefined
    error.value = undefined
  }

  /** The version that would be written as a network, if there is any. */
  const version = computed(
    () => heads.heads?.find(({ id }) => id === wishes.head) ?? heads.active ?? heads.heads?.at(0),
  )

  /** What the wishes would write; an answer to earlier wishes is not waited for. */
  async function look(): Promise<void> {
    looking?.abort()
    if (wishes.out.trim() === '' || state.value === 'writing') return
    if (EXPORT_FORMATS[wishes.format].kind === 'network' && version.value === undefined) {
      // There is nothing to foretell, and the view says why.
      forget()
      return
    }
    const controller = new AbortController()
    looking = controller
    state.value = 'looking'
    error.value = undefined
    result.value = undefined
    const input = { ...inputOf(wishes, version.value?.id), dryRun: true }
    try {
      const output = await client.call('export', input, { signal: controller.signal })
      if (looking === controller) preview.value = { ...output, out: input.out }
    } catch (thrown) {
      if (looking === controller) fail(thrown)
    } finally {
      if (looking === controller) state.value = 'idle'
      dismiss('done') // only looked: nothing that anyone wants to be told elsewhere
    }
  }

  async function write(): Promise<void> {
    if (state.value === 'writing') return
    looking?.abort()
    looking = undefined
    state.value = 'writing'
    error.value = undefined
    const engine = client.forOpenLibrary()
    const input = inputOf(wishes, version.value?.id)
    try {
      result.value = { ...(await client.call('export', input)), out: input.out }
      preview.value = undefined
    } catch (thrown) {
      if (engine.isOpen) fail(thrown)
    } finally {
      state.value = 'idle'
    }
  }

  /** It is told where the wishes are, so the jobs bar need not repeat it. */
  function fail(thrown: unknown): void {
    preview.value = undefined
    error.value = worthTelling(thrown)
    dismiss('failed')
  }

  function dismiss(state: JobState): void {
    for (const job of jobs.records.values()) {
      if (job.kind === 'export' && job.state === state) jobs.dismiss(job.id)
    }
  }

  async function cancel(): Promise<void> {
    const job = jobs.running('export')
    if (job !== undefined) await jobs.cancel(job.id)
  }

  return { wishes, version, preview, result, error, state, look, write, cancel }
})

function inputOf(wishes: ExportWishes, head: number | undefined): Input<'export'> & { out: string } {
  const { format, mode, withSuggestions, minProbability } = wishes
  const out = wishes.out.trim()
  if (EXPORT_FORMATS[format].kind === 'network') return { format, out, head }
  return {
    format,
    mode,
    out,
    ...(withSuggestions ? { includeSuggestions: minProbability } : {}),
  }
}
