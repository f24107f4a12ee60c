/** @file What a job is doing, in the person's language. */
import { useI18n } from 'vue-i18n'
import type { JobRecord, Progress } from '../../shared/domain.ts'
import type { JobStage } from '../../shared/jobs.ts'
import { roundDuration } from './time-left.ts'

/** Where the words for a stage stand in a locale. */
export function stageKey(stage: JobStage): string {
  return `jobs.stage.${stage.replaceAll(' ', '-')}`
}

export function useJobWords() {
  const { t, n } = useI18n()

  function kind(job: Pick<JobRecord, 'kind'>): string {
    return t(`jobs.kind.${job.kind}`)
  }
  function stage({ stage: name }: Pick<Progress, 'stage'>): string {
    return t(stageKey(name))
  }
  /** Whole ones: a part of one moves the bar alone. */
  function amount({ done, total }: Pick<Progress, 'done' | 'total'>): string {
    const whole = n(Math.floor(done))
    return total === null ? whole : t('jobs.amount', { done: whole, total: n(total) })
  }
  function timeLeft(seconds: number | null): string {
    if (seconds === null) return ''
    const { unit, count } = roundDuration(seconds)
    return t(`time.${unit}`, { count: n(count) }, Math.ceil(count))
  }
  /** Both, where both are known. */
  function amountLeft(progress: Pick<Progress, 'done' | 'total' | 'secondsLeft'>): string {
    return [amount(progress), timeLeft(progress.secondsLeft)].filter((word) => word !== '').join(' · ')
  }

  return { kind, stage, amount, timeLeft, amountLeft }
}
