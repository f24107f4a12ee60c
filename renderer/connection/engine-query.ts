/**
 * @file What a view reads of the engine and shows: read while there is a connection, once more after all that makes it stale, and
 * forgotten with its library. What comes while it is read leads to one more reading.
 */
import { onScopeDispose, ref, shallowRef, watch, type WatchSource } from 'vue'
import type { AppError } from '../../shared/errors.ts'
import { coalesce } from './coalesce.ts'
import type { LibraryClient, LibraryEvent } from './supervised-client.ts'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from './use-client.ts'
import { reportableError } from './reportable-error.ts'

interface When {
  /** Events that make it stale. */
  events?: readonly LibraryEvent[]
  /** Events make it read again no sooner than so many milliseconds after those before did: for what is large and changes bit by bit. */
  restMs?: number
  /** So does a change of one of these. */
  changes?: readonly WatchSource[]
  /** A reading of photos that ended makes it stale. */
  afterIndexing?: boolean
  /** It is large: it is read only while a component uses it: one that calls `use`. */
  onDemand?: boolean
}

/**
 * For a component or a store, for as long as that lives.
 * @param read all calls of one reading, which end together when another library is opened
 * @returns `value`, undefined until it is known, and `error`, why it could not be read the last time; both may be written
 */
export function useEngineQuery<T>(read: (engine: LibraryClient) => Promise<T>, when: When = {}) {
  const { events = [], restMs = 0, changes = [], afterIndexing = false, onDemand = false } = when
  const client = useClient()
  const value = shallowRef<T>()
  const error = shallowRef<AppError>()
  const isReading = ref(true)
  let readers = 0
  let isStale = true

  const readNow = coalesce(async () => {
    isStale = false
    isReading.value = true
    try {
      value.value = await read(client.forOpenLibrary())
      error.value = undefined
    } catch (thrown) {
      isStale = true
      error.value = reportableError(thrown) ?? error.value
    } finally {
      isReading.value = false
    }
  })
  /** Resolves when it has been read, or at once where nobody uses it. */
  function refresh(): Promise<void> {
    isStale = true
    return onDemand && readers === 0 ? Promise.resolve() : readNow()
  }
  const refreshSoon = (): void => void refresh()
  function use(): void {
    readers += 1
    if (isStale) void readNow()
    onScopeDispose(() => {
      readers -= 1
    })
  }

  useOtherLibrary(() => {
    value.value = undefined
    error.value = undefined
    refreshSoon()
  })
  useWhenConnected(refreshSoon)
  const refreshByEvent = restMs === 0 ? refreshSoon : withRests(refreshSoon, restMs)
  for (const event of events) useEngineEvent(event, refreshByEvent)
  if (afterIndexing)
    useEngineEvent('job', ({ kind, state }) => {
      if (kind === 'index' && state !== 'running') refreshSoon()
    })
  if (changes.length > 0) watch([...changes], refreshSoon)

  return { value, error, isReading, refresh, use }
}

/** Does the work at once, and again after the rest where it was asked for meanwhile. */
function withRests(work: () => void, restMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAsked = false
  function end(): void {
    timer = undefined
    if (isAsked) begin()
  }
  function begin(): void {
    isAsked = timer !== undefined
    if (isAsked) return
    timer = setTimeout(end, restMs)
    work()
  }
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return begin
}
