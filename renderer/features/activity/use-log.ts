/** @file The log of the open library as it is shown: the newest entries that fit, and more of them when asked for. */
import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LogEntry } from '../../../shared/contract/log.ts'
import type { JobKind } from '../../../shared/jobs.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { durationWords } from '../../words/duration.ts'
import { engineWords } from '../../words/engine-words.ts'
import { useJobWords } from '../../words/job-words.ts'

/** As many entries more are shown each time. */
const STEP = 100
/** Jobs that end one after another lead to one more reading. */
const REST_MS = 300
/** What took less time is not worth a figure. */
const A_MOMENT_MS = 100

export type LogWanted = 'all' | 'problems'

export function useLog() {
  const wanted = ref<LogWanted>('all')
  /** Empty for those of all kinds, and of none. */
  const kind = ref<JobKind | ''>('')
  const most = ref(STEP)
  watch([wanted, kind], () => {
    most.value = STEP
  })
  const { value, error, refresh } = useEngineQuery(
    (engine) =>
      engine.call('log', {
        most: most.value,
        problems: wanted.value === 'problems',
        ...(kind.value === '' ? {} : { kind: kind.value }),
      }),
    { events: ['log'], restMs: REST_MS, changes: [wanted, kind, most] },
  )
  // A log that was begun anew may have none of it any more: what cannot be seen in the choice shall not choose.
  watch(value, (now) => {
    if (kind.value !== '' && now?.kinds.includes(kind.value) === false) kind.value = ''
  })
  const isFiltered = computed(() => wanted.value !== 'all' || kind.value !== '')
  function showOlder(): void {
    most.value += STEP
  }
  return { wanted, kind, isFiltered, log: value, error, refresh, showOlder }
}

export function useLogWords() {
  const words = useJobWords()
  const { t, n, d } = useI18n()

  function time({ at }: Pick<LogEntry, 'at'>): string {
    return d(at, { dateStyle: 'medium', timeStyle: 'medium' })
  }
  function message({ said, took }: Pick<LogEntry, 'said' | 'took'>): string {
    const all = said.reduce((first, next) => sentence('joined-by-and-then', { first, next }))
    const text = engineWords(all)
    return took === null || took < A_MOMENT_MS ? text : t('log.took', { text, time: durationWords(took, n) })
  }
  function level({ level: name }: Pick<LogEntry, 'level'>): string {
    return t(`log.levels.${name}`)
  }
  function job({ job: about }: Pick<LogEntry, 'job'>): string {
    return about === null ? '' : words.kind(about)
  }
  /** For a mail: a line for each entry, its parts divided by tabs. */
  function asText(entries: readonly LogEntry[]): string {
    const lineOf = (entry: LogEntry): string =>
      [time(entry), level(entry), job(entry), message(entry)].join('\t')
    return entries.map(lineOf).join('\n')
  }

  return { time, message, level, job, asText, kind: words.kind }
}
