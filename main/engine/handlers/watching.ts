/** @file Whether folders are watched, and a pause of it. */
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function watchHandlers({
  watching,
}: Pick<Dependencies, 'watching'>): Pick<LibraryHandlers, 'watching' | 'pauseWatching'> {
  return {
    watching: () => watching.state,
    pauseWatching: ({ paused }) => watching.pause(paused),
  }
}
