/** @file What a part of the check has the engine look for: a job, how it goes, and whether labels have changed since. */
import { onMounted, ref, type Ref } from 'vue'
import type { JobRecord } from '../../../shared/domain.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useClient } from '../../connection/use-client.ts'

/** The store of a part, as far as all parts have it. */
export interface LookedFor {
  readonly job: JobRecord | undefined
  readonly underWay: boolean
  readonly cancelling: boolean
  readonly error: AppError | undefined
  look(): Promise<unknown>
  cancel(): Promise<void>
}

/** Without a question, where a view opens on what nobody has looked for yet, and where that has not failed. */
export function lookAtFirst(task: LookedFor, isFound: () => boolean): void {
  onMounted(() => {
    if (!isFound() && !task.underWay && task.error === undefined) void task.look()
  })
}

interface Staleness {
  /** Labels have changed since it was looked for. */
  readonly isStale: Ref<boolean>
  /** @param look tells whether there is a new result */
  readonly lookAnew: (look: () => Promise<boolean>) => Promise<void>
  /** For a decision of this window. @param changes whether it changed labels: one that keeps them makes nothing stale. */
  readonly deciding: <T>(decide: () => Promise<T>, changes: (done: T) => boolean) => Promise<T>
}

/** For what takes all photos, so that it is looked for again only when that is asked for. For the setup of a store. */
export function useStaleness(isFound: () => boolean): Staleness {
  const client = useClient()
  const isStale = ref(false)
  let decided = 0
  client.on('decided', () => {
    decided += 1
    isStale.value = isFound()
  })
  client.onOtherLibrary(() => {
    isStale.value = false
  })
  async function lookAnew(look: () => Promise<boolean>): Promise<void> {
    const before = decided
    // Of what was decided meanwhile nobody knows whether it was seen.
    if (await look()) isStale.value = decided !== before
  }
  async function deciding<T>(decide: () => Promise<T>, changes: (done: T) => boolean): Promise<T> {
    const [was, before] = [isStale.value, decided]
    const done = await decide()
    // Its own event has come by now; another one beside it may be of a change.
    if (!changes(done) && decided === before + 1) isStale.value = was
    return done
  }
  return { isStale, lookAnew, deciding }
}
