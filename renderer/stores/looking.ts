/**
 * @file What looks at the photos of the open library: one of the networks that ship, a second one beside it, or one of the
 * person's own, which is tried on their labels before anything changes.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { BackboneComparison, BackboneFacts } from '../../shared/contract/photos.ts'
import type { Input, Output } from '../../shared/contract.ts'
import type { BackboneName } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { coalesce } from '../connection/coalesce.ts'
import { useClient } from '../connection/use-client.ts'
import { useJobs } from './jobs.ts'
import { useLibrary } from './library.ts'

type Known = Output<'backbones'>['backbones'][number]
/** What the engine is at, here, and not merely reading photos. */
type Doing = 'inspecting' | 'trying' | 'changing'

export const useLooking = defineStore('looking', () => {
  const client = useClient()
  const jobs = useJobs()
  const library = useLibrary()

  const known = shallowRef<readonly Known[]>([])
  const doing = ref<Doing>()
  const cancelling = ref(false)
  /** Absolute path of the network that was chosen; empty without one. */
  const file = ref('')
  const facts = shallowRef<BackboneFacts>()
  /** Undefined until it was tried; null where there are too few labels to compare on. */
  const comparison = shallowRef<BackboneComparison | null>()
  const error = shallowRef<AppError>()

  const refresh = coalesce(async () => {
    known.value = await client.call('backbones', {}).then(
      ({ backbones }) => backbones,
      () => [], // the connection's banner, or the view's own error, says why
    )
  })
  client.whenConnected(() => void refresh())
  client.on('library', () => {
    forget()
    void refresh()
  })
  const job = computed(() => jobs.running('index'))
  /** Photos are read for some other reason. */
  const isReading = computed(() => doing.value === undefined && job.value !== undefined)

  function forget(): void {
    file.value = ''
    facts.value = undefined
    comparison.value = undefined
    error.value = undefined
  }

  async function inspect(network: string): Promise<void> {
    forget()
    file.value = network
    await work('inspecting', async () => {
      facts.value = await client.call('inspectBackbone', { file: network })
    })
  }
  /** All photos through it, then both on the same labels; nothing is changed. */
  async function tryIt(): Promise<void> {
    await work('trying', async () => {
      const ownBackbone = { file: file.value, adopt: 'never' } as const
      comparison.value = (await client.call('index', { folders: [], ownBackbone })).comparison
    })
  }
  async function use(backbone: BackboneName): Promise<void> {
    if (await change({ backbone })) forget()
  }
  async function lookTwice(second: BackboneName | null): Promise<void> {
    await change({ secondBackbone: second })
  }
  function change(wish: Pick<Input<'index'>, 'backbone' | 'secondBackbone'>): Promise<boolean> {
    return work('changing', async () => {
      await client.call('index', { folders: [], ...wish })
    })
  }

  /** @returns whether it came to its end */
  async function work(what: Doing, run: () => Promise<void>): Promise<boolean> {
    if (doing.value !== undefined) return false
    doing.value = what
    error.value = undefined
    try {
      await run()
      return true
    } catch (thrown) {
      const problem = AppError.from(thrown)
      if (problem.code !== 'cancelled' && problem.code !== 'disconnected') error.value = problem
      for (const { id, kind, state } of jobs.records.values()) {
        if (kind === 'index' && state === 'failed') jobs.dismiss(id) // it is told here
      }
      return false
    } finally {
      doing.value = undefined
      cancelling.value = false
      await Promise.all([refresh(), library.refresh()])
    }
  }
  async function cancel(): Promise<void> {
    if (job.value === undefined) return
    cancelling.value = true
    await jobs.cancel(job.value.id).catch(() => undefined)
  }

  return {
    ...{ known, doing, cancelling, file, facts, comparison, error, job, isReading },
    ...{ inspect, tryIt, use, lookTwice, cancel, forget },
  }
})
