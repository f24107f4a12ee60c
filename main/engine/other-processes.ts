/**
 * @file Notices what another process decides in the open library, such as the command line beside a window. Answers see it at once, since they
 * read the database; what a window shows already would stay as it was.
 */
import type { Store } from '../store/store.ts'
import { announceDecision } from './announce.ts'
import type { Emitter } from './emitter.ts'

/** One look is one row of the database. */
const LOOK_MS = 2_000

/** @returns the function that stops looking. */
export function watchOtherProcesses(
  { store, events }: { store: Pick<Store, 'journal' | 'classes' | 'labelSets'>; events: Emitter },
  everyMs = LOOK_MS,
): () => void {
  let known = store.journal.lastId()
  const stop = events.listen((event) => {
    if (event.event === 'decided') known = event.payload.decision
  })
  const timer = setInterval(() => {
    try {
      if (store.journal.lastId() !== known) announceDecision(store, events)
    } catch {
      // The database cannot be read just now; whoever asks for something is told why.
    }
  }, everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    stop()
  }
}
