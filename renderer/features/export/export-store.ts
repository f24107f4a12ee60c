/** @file What is to be exported, what that would write, and what was written; it goes on when another view is opened. */
import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef } from 'vue'
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportKind,
} from '../../../shared/contract/export-formats.ts'
import type { Input, Output } from '../../../shared/contract.ts'
import { readPattern } from '../../../shared/name-pattern.ts'
import type { JobState } from '../../../shared/domain.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useClient } from '../../connection/use-client.ts'
import { reportableError } from '../../connection/reportable-error.ts'
import { useHeads } from '../../stores/heads.ts'
import { useLibrary } from '../../stores/library.ts'
import { useJobs } from '../../stores/jobs.ts'

/** Not divided; 80, 10 and 10 %; or as the person says. */
export type SplitWay = 'none' | 'usual' | 'own'

export interface ExportOptions {
  format: ExportFormat
  out: string
  mode: 'copy' | 'link' | 'move'
  /** For copies and links in folders by class: a table of the photos beside the folders. */
  metadata: boolean
  /** For copies: they do not say where they were taken. */
  withoutPlace: boolean
  withSuggestions: boolean
  minProbability: number
  /** Undefined for all. */
  classes: ReadonlySet<string> | undefined
  /** For folders: files are called by the pattern, and not as the photos. */
  byPattern: boolean
  pattern: string
  splitWay: SplitWay
  /** Of train, validation and test, in percent. */
  splitSizes: readonly number[]
  /** The labels that were kept in this snapshot; undefined for those of now. */
  snapshot: string | undefined
  /** Of keywords: beside the photos or in them, and what new files beside them are called. */
  keywordPlace: 'beside' | 'embedded'
  sidecarNames: 'appended' | 'replaced'
  /** For networks: the version that is written; undefined for the one in use, or else the newest. */
  head: number | undefined
}

export interface ExportResult extends Output<'export'> {
  out: string
  /** The photos themselves went there. */
  isMove: boolean
  /** A folder that runs on a Ray cluster. */
  isJob: boolean
}

const SOON_MS = 350
const USUAL_SPLIT: readonly number[] = [80, 10, 10]

export const useExporting = defineStore('exporting', () => {
  const client = useClient()
  const jobs = useJobs()
  const heads = useHeads()
  const library = useLibrary()

  const options = shallowReactive<ExportOptions>({
    format: 'imagefolder',
    out: '',
    mode: 'copy',
    metadata: false,
    withoutPlace: false,
    withSuggestions: false,
    minProbability: 0.9,
    classes: undefined,
    byPattern: false,
    pattern: '{date} {class} {number}',
    splitWay: 'none',
    splitSizes: USUAL_SPLIT,
    snapshot: undefined,
    keywordPlace: 'beside',
    sidecarNames: 'appended',
    head: undefined,
  })
  const preview = shallowRef<ExportResult>()
  const result = shallowRef<ExportResult>()
  const error = shallowRef<AppError>()
  const state = shallowRef<'idle' | 'previewing' | 'writing'>('idle')
  let pending: AbortController | undefined
  let timer: number | undefined

  client.onOtherLibrary(() => {
    pending = undefined
    Object.assign(options, { out: '', head: undefined, classes: undefined, snapshot: undefined })
    forget()
  })

  function forget(): void {
    preview.value = undefined
    result.value = undefined
    error.value = undefined
  }

  /** The version that would be written as a network, if there is any. */
  const version = computed(
    () => heads.heads?.find(({ id }) => id === options.head) ?? heads.active ?? heads.heads?.at(0),
  )

  /** Photos themselves move only into folders by class: chosen for these, it does not hold for other folders. */
  const mode = computed({
    get: () => modeOf(options),
    set: (chosen) => {
      options.mode = chosen
    },
  })
  const isMove = computed(() => kindOf(options) === 'folder' && mode.value === 'move')
  /** The pattern that names the files, if one does. */
  const names = computed(() => {
    const isFolder = EXPORT_FORMATS[options.format].kind === 'folder'
    return isFolder && options.byPattern ? options.pattern : undefined
  })
  /** Those of the chosen classes that there are: one may have been renamed or merged since. Undefined for all. */
  const classes = computed(() => {
    const known = library.status?.classes
    if (options.classes === undefined || known === undefined) return options.classes
    const isThere = (wanted: string) => known.some(({ name }) => `${name}/`.startsWith(`${wanted}/`))
    return new Set([...options.classes].filter(isThere))
  })
  /** The parts of a data set, where the photos are divided. */
  const split = computed(() => {
    if (options.splitWay === 'none' || ['network', 'keywords'].includes(kindOf(options))) return undefined
    const [train, validation, test] = options.splitWay === 'usual' ? USUAL_SPLIT : options.splitSizes
    return { train, validation, test }
  })
  /** Nothing can be written by these options. */
  const isUnfit = computed(
    () =>
      classes.value?.size === 0 ||
      (split.value !== undefined && split.value.train + split.value.validation + split.value.test === 0) ||
      (names.value !== undefined && 'problem' in readPattern(names.value)),
  )

  function asked(): Input<'export'> & { out: string } {
    return inputOf(options, {
      head: version.value?.id,
      names: names.value,
      classes: classes.value,
      split: split.value,
    })
  }

  /** While somebody types or clicks, the last of it counts. */
  function refreshPreviewSoon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void refreshPreview(), SOON_MS)
  }
  /** What these options would write; an answer for earlier options is not waited for. */
  async function refreshPreview(): Promise<void> {
    pending?.abort()
    window.clearTimeout(timer)
    const isPlaced = options.out.trim() !== '' || kindOf(options) === 'keywords'
    if (!isPlaced || state.value === 'writing') return
    if (isUnfit.value) {
      preview.value = undefined
      return
    }
    if (EXPORT_FORMATS[options.format].kind === 'network' && version.value === undefined) {
      // There is nothing to preview, and the view says why.
      forget()
      return
    }
    const controller = new AbortController()
    pending = controller
    state.value = 'previewing'
    error.value = undefined
    result.value = undefined
    const input = { ...asked(), dryRun: true }
    try {
      const output = await client.call('export', input, { signal: controller.signal })
      if (pending === controller) preview.value = { ...output, ...placeOf(input) }
    } catch (thrown) {
      if (pending === controller) fail(thrown)
    } finally {
      if (pending === controller) state.value = 'idle'
      dismiss('done') // only a preview: not worth a line in the jobs bar
    }
  }

  async function write(): Promise<void> {
    if (state.value === 'writing' || isUnfit.value) return
    window.clearTimeout(timer)
    pending?.abort()
    pending = undefined
    state.value = 'writing'
    error.value = undefined
    const engine = client.forOpenLibrary()
    const input = asked()
    try {
      result.value = { ...(await client.call('export', input)), ...placeOf(input) }
      preview.value = undefined
    } catch (thrown) {
      if (engine.isOpen) fail(thrown)
    } finally {
      state.value = 'idle'
    }
  }

  /** It is shown beside the options, so the jobs bar need not repeat it. */
  function fail(thrown: unknown): void {
    preview.value = undefined
    error.value = reportableError(thrown)
    dismiss('failed')
  }

  function dismiss(state: JobState): void {
    for (const job of jobs.records.values()) {
      if (job.kind === 'export' && job.state === state) jobs.dismiss(job.id)
    }
  }

  return {
    options,
    mode,
    isMove,
    version,
    names,
    classes,
    split,
    preview,
    result,
    error,
    state,
    refreshPreview,
    refreshPreviewSoon,
    write,
  }
})

function placeOf({
  format,
  mode,
  out,
}: Input<'export'> & { out: string }): Pick<ExportResult, 'out' | 'isMove' | 'isJob'> {
  const isMove = format === 'imagefolder' && mode === 'move'
  return { out, isMove, isJob: format === 'ray-job' }
}

function inputOf(
  options: ExportOptions,
  {
    head,
    names,
    classes,
    split,
  }: Pick<Input<'export'>, 'head' | 'names' | 'split'> & Pick<ExportOptions, 'classes'>,
): Input<'export'> & { out: string } {
  const { format, withSuggestions, minProbability, snapshot } = options
  const mode = modeOf(options)
  const { kind } = EXPORT_FORMATS[format]
  const out = options.out.trim()
  if (kind === 'network') return { format, out, head }
  if (kind === 'keywords') {
    const xmp = { place: options.keywordPlace, names: options.sidecarNames }
    return {
      ...{ format, out: '', xmp },
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(classes === undefined ? {} : { classes: [...classes] }),
    }
  }
  return {
    format,
    mode,
    out,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(withSuggestions && snapshot === undefined ? { includeSuggestions: minProbability } : {}),
    ...(classes === undefined ? {} : { classes: [...classes] }),
    ...(names === undefined ? {} : { names }),
    ...(split === undefined ? {} : { split }),
    ...(kind === 'folder' || kind === 'table' ? { tree: true } : {}),
    ...(format === 'imagefolder' && mode !== 'move' && options.metadata ? { metadata: true } : {}),
    ...(kind === 'folder' && mode === 'copy' && options.withoutPlace ? { withoutPlace: true } : {}),
  }
}

function modeOf({ format, mode }: Pick<ExportOptions, 'format' | 'mode'>): ExportOptions['mode'] {
  return mode === 'move' && format !== 'imagefolder' ? 'copy' : mode
}

function kindOf({ format }: Pick<ExportOptions, 'format'>): ExportKind {
  return EXPORT_FORMATS[format].kind
}
