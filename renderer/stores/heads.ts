/** @file The trained heads of the library, the training that runs, and which head answers. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef } from 'vue'
import type { Head } from '../../shared/contract/learning.ts'
import type { JobRecord } from '../../shared/domain.ts'
import type { Output } from '../../shared/contract.ts'
import type { AppError } from '../../shared/errors.ts'
import { LossRecorder, type LossRound } from './loss-rounds.ts'
import { trainInput, defaultTrainOptions } from './train-options.ts'
import type { FallenBack } from '../words/fell-back-words.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import { useClient } from '../connection/use-client.ts'
import { reportableError } from '../connection/reportable-error.ts'
import { i18n } from '../i18n.ts'
import { engineWords } from '../words/engine-words.ts'
import { isUnderWay } from './jobs.ts'
import { useToasts } from './toasts.ts'

export const useHeads = defineStore('heads', () => {
  const client = useClient()
  const toasts = useToasts()
  const { t, n } = i18n.global

  /** The newest training, under way or ended. */
  const job = shallowRef<JobRecord>()
  /** Newest first. */
  const {
    value: heads,
    error,
    refresh,
  } = useEngineQuery(
    async (engine): Promise<readonly Head[]> => {
      const [listed, { jobs }] = await Promise.all([engine.call('heads', {}), engine.call('jobs', {})])
      job.value = jobs.find(({ kind }) => kind === 'train')
      return listed.heads.toSorted((a, b) => b.id - a.id)
    },
    { events: ['head'] },
  )
  /** Why the training that was started here ended, when it ended badly. */
  const problem = shallowRef<AppError>()
  /** What had failed at the last training that was started here, and what went on with it. */
  const fellBack = shallowRef<readonly FallenBack[]>([])
  /** Epochs that it had not to learn again, since an earlier one that was interrupted had. */
  const resumedEpochs = ref(0)
  const dismissed = ref<number>()
  const options = reactive(defaultTrainOptions())
  const recorder = new LossRecorder()
  const rounds = shallowRef<readonly LossRound[]>([])
  const starting = ref(false)

  client.onOtherLibrary(() => {
    job.value = undefined
    problem.value = undefined
    fellBack.value = []
    resumedEpochs.value = 0
    rounds.value = []
  })
  client.on('job', (record) => {
    if (record.kind !== 'train') return
    job.value = record
    rounds.value = recorder.take(record)
  })

  /** The one that answers: one that waits does not. */
  const active = computed(() => heads.value?.find((head) => head.active && head.fits))
  const underWay = computed(() => (job.value !== undefined && isUnderWay(job.value) ? job.value : undefined))
  /** A training that failed or was interrupted, also before this window was open, unless another has succeeded since. */
  const failed = computed(() => {
    const last = job.value
    if (last?.state !== 'failed' || last.id === dismissed.value) return undefined
    const isOld = heads.value?.some((head) => head.createdAt > last.startedAt) ?? true
    return isOld ? undefined : last
  })

  async function train(): Promise<void> {
    if (starting.value || underWay.value !== undefined) return
    starting.value = true
    fellBack.value = []
    resumedEpochs.value = 0
    dismiss()
    try {
      const output = await client.call('train', trainInput(options))
      resumedEpochs.value = output.resumedEpochs
      fellBack.value = fallenBack(output)
      toasts.show(engineWords(output.note))
    } catch (thrown) {
      problem.value = reportableError(thrown) // what was cut off stands in the list of jobs when the engine is back
    } finally {
      starting.value = false
      void refresh()
    }
  }
  function dismiss(): void {
    problem.value = undefined
    dismissed.value = job.value?.id
  }

  /** Puts a head into force; null goes back to the raw features. */
  async function promote(head: number | null, isReturn = false): Promise<void> {
    const before = active.value?.id ?? null
    try {
      const { changed, suggestions } = await client.call('promote', { head })
      const inUse = head === null ? t('training.rawInUse') : t('training.nowInUse', { version: head })
      const told = t('training.changed', { count: n(changed), all: n(suggestions) }, changed)
      const text = suggestions === 0 ? inUse : t('training.inUseAndChanged', { inUse, changed: told })
      const back = { label: t('decisions.undo'), run: () => void promote(before, true) }
      toasts.show(text, isReturn ? {} : { action: back })
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }

  return {
    ...{
      heads,
      error,
      active,
      job,
      underWay,
      starting,
      rounds,
      problem,
      failed,
      fellBack,
      resumedEpochs,
      options,
    },
    ...{ refresh, train, dismiss, promote },
  }
})

function fallenBack({ backend, fellBack, fellBackLater }: Output<'train'>): FallenBack[] {
  const trainings = [
    { when: 'fellBack' as const, backend, fellBack },
    ...(fellBackLater === null ? [] : [{ when: 'fellBackLater' as const, ...fellBackLater }]),
  ]
  return trainings
    .map(({ fellBack: failed, ...rest }) => ({ ...rest, failed: failed.map((each) => each.backend) }))
    .filter(({ failed }) => failed.length > 0)
}
