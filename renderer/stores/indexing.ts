/**
 * @file Reading folders into the library, from this window. What was under way is remembered until its end is known: a
 * reloaded window waits for it, and when the engine died of something, it is taken up again where it stopped.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { z } from 'zod'
import type { Output } from '../../shared/contract.ts'
import { BackboneName, Crops } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { useClient } from '../connection/use-client.ts'
import { featureDetailOf } from '../words/feature-detail.ts'
import { useJobs } from './jobs.ts'
import { useLibrary } from './library.ts'

const STORED_AS = 'twinsort.indexing'
/** An engine that dies of the very folder it reads must not be sent into it for ever. */
const MOST_RESUMES = 3

const IndexRequest = z.object({
  /** Into which library; unknown until the engine was asked. */
  library: z.string().optional(),
  folders: z.array(z.string()),
  /** A second backbone, and how many crops of each photo; left out: as the library has it. */
  secondBackbone: BackboneName.nullable().optional(),
  crops: Crops.optional(),
  resumed: z.int(),
})
type IndexRequest = z.infer<typeof IndexRequest>

export const useIndexing = defineStore('indexing', () => {
  const client = useClient()
  const jobs = useJobs()
  const library = useLibrary()

  const request = shallowRef<IndexRequest | undefined>(recall())
  const result = shallowRef<Output<'index'>>()
  const error = shallowRef<AppError>()
  const calling = ref(false)
  /** Several crops of each photo, and a second backbone: as the open library has it, until the person says otherwise. */
  const inMostDetail = ref(false)
  watch(
    () => library.status,
    (status, before) => {
      if (status !== undefined && status.photos > 0 && status.library !== before?.library)
        inMostDetail.value = featureDetailOf(status) === 'most'
    },
    { immediate: true },
  )

  const job = computed(() => jobs.running('index'))
  const isRunning = computed(() => calling.value || job.value !== undefined)

  client.whenConnected(() => void resume())
  client.on('job', ({ kind, state }) => {
    // A reading that this window did not wait for, because it was reloaded meanwhile, or began elsewhere.
    if (kind !== 'index' || calling.value || state === 'queued' || state === 'running') return
    if (state === 'done') void resume()
    else remember(undefined)
  })
  client.onOtherLibrary(() => {
    result.value = undefined
    error.value = undefined
    if (!calling.value) remember(undefined) // else the call itself ends with the library that was left
  })

  /** Waits for what runs; what does not run is done again, which is quick where it was finished, and tells its result. */
  async function resume(): Promise<void> {
    await jobs.refresh()
    if (request.value === undefined || calling.value || jobs.running('index') !== undefined) return
    if (request.value.resumed >= MOST_RESUMES) remember(undefined)
    else await run({ ...request.value, resumed: request.value.resumed + 1 })
  }

  /** Reads folders; none means all that the library knows. */
  function start(folders: readonly string[]): Promise<void> {
    const { backbone = null, secondBackbone = null, crops = 'one' } = library.status ?? {}
    const most = { secondBackbone: secondBackbone ?? otherThan(backbone), crops: 'several' } as const
    const wanted = inMostDetail.value ? most : ({ crops: 'one' } as const)
    // What is so already need not be said: a library that is open only from now on, or has one of both, may know better.
    const isNews = inMostDetail.value !== (featureDetailOf({ secondBackbone, crops }) === 'most')
    return run({ folders: [...folders], resumed: 0, ...(isNews ? wanted : {}) })
  }

  async function run(next: IndexRequest): Promise<void> {
    if (calling.value) return
    remember(next)
    calling.value = true
    error.value = undefined
    result.value = undefined
    const engine = client.forOpenLibrary()
    try {
      const { library: open } = await engine.call('status', {})
      // What was begun in a library that was closed meanwhile does not belong to this one.
      if ((next.library ?? open) === open) {
        remember({ ...next, library: open })
        const { folders, secondBackbone, crops } = next
        result.value = await engine.call('index', { folders, secondBackbone, crops })
      }
      remember(undefined)
    } catch (thrown) {
      const problem = AppError.from(thrown)
      if (problem.code === 'disconnected') return // taken up again when the engine is back
      remember(undefined)
      if (engine.isOpen) error.value = problem
    } finally {
      calling.value = false
    }
  }

  function cancel(): void {
    remember(undefined)
    if (job.value !== undefined) void jobs.cancel(job.value.id)
  }

  /** What it tells is so no longer. */
  function forgetResult(): void {
    result.value = undefined
  }

  function remember(next: IndexRequest | undefined): void {
    request.value = next
    try {
      if (next === undefined) sessionStorage.removeItem(STORED_AS)
      else sessionStorage.setItem(STORED_AS, JSON.stringify(next))
    } catch {
      // Without a place to remember it, a reloaded window has to be told again.
    }
  }

  return { request, result, error, job, isRunning, inMostDetail, start, cancel, forgetResult }
})

function recall(): IndexRequest | undefined {
  try {
    return IndexRequest.optional().parse(JSON.parse(sessionStorage.getItem(STORED_AS) ?? 'null') ?? undefined)
  } catch {
    return undefined
  }
}

/** Two that differ see more together than one: a small one beside a large one. */
function otherThan(first: BackboneName | null): BackboneName {
  const isSmall = first?.startsWith('efficientnet-lite0') === true
  return isSmall ? 'efficientnet-lite2-int8' : 'efficientnet-lite0-int8'
}
