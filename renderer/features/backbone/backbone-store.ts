/**
 * @file The network of the open library: one of the networks that ship, a second one beside it, or one of the
 * person's own, which is tried on their labels before anything changes.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { BackboneComparison, BackboneFacts, TriedBackbone } from '../../../shared/contract/photos.ts'
import type { Input, Output } from '../../../shared/contract.ts'
import type { BackboneName, Crops } from '../../../shared/domain.ts'
import type { AppError } from '../../../shared/errors.ts'
import { says, type PlainSentence } from '../../../shared/sentences/sentence.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
import { reportableError } from '../../connection/reportable-error.ts'
import { useJobs } from '../../stores/jobs.ts'
import { useLibrary } from '../../stores/library.ts'

/** What the engine is at, here, and not merely reading photos. */
type Doing = 'inspecting' | 'trying' | 'changing'

export interface Trial extends TriedBackbone {
  /** Null where `notCompared` says why. */
  readonly comparison: BackboneComparison | null
}

/** A choice that is not in use, or not yet. */
export interface UnmetOption {
  readonly name: BackboneName | Crops
  /** It stays, and counts as soon as it can. */
  readonly isKept: boolean
  /** Notices and details of the reading that was to bring it. */
  readonly said: readonly PlainSentence[]
}

export const useBackbones = defineStore('backbone', () => {
  const client = useClient()
  const jobs = useJobs()
  const library = useLibrary()

  /** Where it cannot be read, the connection's banner or the view's own error says why. */
  const { value: answered, refresh } = useEngineQuery((engine) => engine.call('backbones', {}))
  const known = computed(() => answered.value?.backbones ?? [])
  const doing = ref<Doing>()
  const cancelling = ref(false)
  /** Absolute path of the network that was chosen; empty without one. */
  const file = ref('')
  const facts = shallowRef<BackboneFacts>()
  /** Undefined until it was tried. */
  const trial = shallowRef<Trial>()
  const error = shallowRef<AppError>()
  /** What caused the error. */
  const failed = ref<Doing>()
  const unmet = shallowRef<UnmetOption>()

  client.onOtherLibrary(forget)
  const job = computed(() => jobs.running('index'))
  /** Photos are read for some other reason. */
  const isReading = computed(() => doing.value === undefined && job.value !== undefined)
  /** Which network can be added depends on the one in use, so nothing is chosen before that is known. */
  const mayChange = computed(
    () =>
      library.status !== undefined && !library.isReadOnly && doing.value === undefined && !isReading.value,
  )

  function forget(): void {
    file.value = ''
    facts.value = undefined
    trial.value = undefined
    error.value = undefined
    unmet.value = undefined
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
      const { tried, comparison } = await client.call('index', { folders: [], ownBackbone })
      if (tried !== null) trial.value = { ...tried, comparison }
    })
  }
  async function use(backbone: BackboneName): Promise<void> {
    const before = library.status?.backbone
    const result = await change({ backbone })
    if (result === undefined) return
    // An int8 network that fails its self-test is replaced by its twin, which is no refusal.
    const isRefused = result.backbone !== backbone && result.backbone === before
    if (!isRefused) forget()
    tell(isRefused ? { name: backbone, isKept: false } : undefined, result)
  }
  async function setSecond(second: BackboneName | null): Promise<void> {
    const result = await change({ secondBackbone: second })
    if (result === undefined || second === null) return
    tell(result.secondBackbone === null ? { name: second, isKept: false } : undefined, result)
  }
  /** A second one that has not seen all photos is kept, and counts once it has. */
  function tell(
    refused: Pick<UnmetOption, 'name' | 'isKept'> | undefined,
    { notices, details, secondBackbone }: Output<'index'>,
  ): void {
    const waits = secondBackbone !== null && notices.some((notice) => says(notice, 'notice-second-waits'))
    const option = refused ?? (waits ? { name: secondBackbone, isKept: true } : undefined)
    unmet.value = option && { ...option, said: [...details, ...notices] }
  }
  async function setCrops(crops: Crops): Promise<void> {
    const result = await change({ crops })
    if (result === undefined) return
    tell(result.crops === crops ? undefined : { name: crops, isKept: false }, result)
  }
  function change(
    input: Pick<Input<'index'>, 'backbone' | 'secondBackbone' | 'crops'>,
  ): Promise<Output<'index'> | undefined> {
    return work('changing', () => client.call('index', { folders: [], ...input }))
  }

  /** @returns undefined where it came to no end */
  async function work<T>(what: Doing, run: () => Promise<T>): Promise<T | undefined> {
    if (doing.value !== undefined) return undefined
    doing.value = what
    error.value = undefined
    unmet.value = undefined
    try {
      return await run()
    } catch (thrown) {
      failed.value = what
      error.value = reportableError(thrown)
      for (const { id, kind, state } of jobs.records.values()) {
        if (kind === 'index' && state === 'failed') jobs.dismiss(id) // it is shown here
      }
      return undefined
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
    ...{ known, doing, cancelling, file, facts, trial, error, failed, unmet, job, isReading, mayChange },
    ...{ inspect, tryIt, use, setSecond, setCrops, cancel, forget },
  }
})
