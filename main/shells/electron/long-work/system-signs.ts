/** @file Tells the system what the engine is busy with: task bar or dock, sleep, notifications. */
import { app, Notification, powerSaveBlocker, type BrowserWindow } from 'electron'
import { AppError } from '../../../../shared/errors.ts'
import { errorWordsFor, jobWordsFor, wordsFor } from '../words.ts'
import type { SystemSigns } from './work-signs.ts'

/** Electron's own numbers for "none" and for "nobody knows how far". */
const NONE = -1
const UNKNOWN = 2

interface Options {
  window: () => BrowserWindow | undefined
  /** Brings it to the front. */
  show: () => void
  /** Absolute path of the folder `resources/`. */
  resources: string
}

export function systemSigns({ window, show, resources }: Options): SystemSigns {
  let blocker: number | undefined
  /** What is on screen would else be collected, and hear no click. */
  const told = new Set<Notification>()
  return {
    showProgress(share) {
      window()?.setProgressBar(share === undefined ? NONE : (share ?? UNKNOWN))
    },
    keepAwake(isWanted) {
      if (isWanted) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
      else if (blocker !== undefined) {
        powerSaveBlocker.stop(blocker)
        blocker = undefined
      }
    },
    tell({ kind, error }) {
      if (window()?.isFocused() === true || !Notification.isSupported()) return
      const wanted = app.getPreferredSystemLanguages()
      const words = wordsFor(wanted)
      const problem = error === null ? undefined : new AppError('internal', error)
      void Promise.all([
        jobWordsFor(wanted, resources),
        problem === undefined ? words.workDone : errorWordsFor(wanted, problem, resources),
      ])
        .then(([job, body]) => {
          const notification = new Notification({ title: job(kind), body })
          told.add(notification)
          notification.on('click', show)
          notification.on('close', () => told.delete(notification))
          notification.show()
        })
        .catch(() => undefined) // the window says it as well
    },
  }
}
