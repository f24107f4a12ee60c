/** @file What is to be exported, what that would write, and what was written; it goes on when another view is opened. */
import { defineStore } from 'pinia'
import { reactive, shallowRef } from 'vue'
import type { ExportFormat } from '../../shared/contract/library.ts'
import type { Input, Output } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { useClient } from '../connection/use-client.ts'
import { useJobs } from './jobs.ts'

export interface ExportWishes {
  format: ExportFormat
  out: string
  mode: 'copy' | 'link'
  withSuggestions: boolean
  minProbability: number
}

export interface ExportResult extends Output<'export'> {
  out: string
}

export const useExporting = defineStore('exporting', () => {
  const client = useClient()
  const jobs = useJobs()

  const wishes = reactive<ExportWishes>({
    format: 'imagefolder',
    out: '',
    mode: 'copy',
    withSuggestions: false,
    minProbability: 0.9,
  })
  const preview = shallowRef<ExportResult>()
  const result = shallowRef<ExportResult>()
  const error = shallowRef<AppError>()
  const state = shallowRef<'idle' | 'looking' | 'writing'>('idle')
  let looking: AbortController | undefined

  client.on('library', () => {
    Object.assign(wishes, { out: '' })
    preview.value = undefined
    result.value = undefined
    error.value = undefined
  })

  /** What the wishes would write; an answer to earlier wishes is not waited for. */
  async function look(): Promise<void> {
    looking?.abort()
    if (wishes.out.trim() === '' || state.value === 'writing') return
    const controller = new AbortController()
    looking = controller
    state.value = 'looking'
    error.value = undefined
    result.value = undefined
    const input = { ...inputOf(wishes), dryRun: true }
    try {
      const output = await client.call('export', input, { signal: controller.signal })
      if (looking === controller) preview.value = { ...output, out: input.out }
    } catch (thrown) {
      if (looking === controller) fail(thrown)
    } finally {
      if (looking === controller) state.value = 'idle'
    }
  }

  async function write(): Promise<void> {
    if (state.value === 'writing') return
    looking?.abort()
    looking = undefined
    state.value = 'writing'
    error.value = undefined
    const input = inputOf(wishes)
    try {
      result.value = { ...(await client.call('export', input)), out: input.out }
      preview.value = undefined
    } catch (thrown) {
      fail(thrown)
    } finally {
      state.value = 'idle'
    }
  }

  /** It is told where the wishes are, so the jobs bar need not repeat it. */
  function fail(thrown: unknown): void {
    const problem = AppError.from(thrown)
    preview.value = undefined
    if (problem.code !== 'cancelled' && problem.code !== 'disconnected') error.value = problem
    for (const job of jobs.records.values()) {
      if (job.kind === 'export' && job.state === 'failed') jobs.dismiss(job.id)
    }
  }

  return { wishes, preview, result, error, state, look, write }
})

function inputOf(wishes: ExportWishes): Input<'export'> & { out: string } {
  const { format, mode, withSuggestions, minProbability } = wishes
  return {
    format,
    mode,
    out: wishes.out.trim(),
    ...(withSuggestions ? { includeSuggestions: minProbability } : {}),
  }
}
