/** @file What the person asks for outside the page, by a start or by the menu; when it fails, the answer stands outside too. */
import { app, dialog, shell, type BrowserWindow } from 'electron'
import type { Client } from '../../../shared/client.ts'
import { AppError } from '../../../shared/errors.ts'
import type { StartArguments } from './arguments.ts'
import { chooseFolder } from './bridge.ts'
import { openRequested } from './open-requested.ts'
import { showPlace } from './windows/window.ts'
import { errorWordsFor } from './words.ts'

interface TrainingHost {
  client: () => Client
  /** The window, in front. */
  show: () => BrowserWindow
  /** True when the app is about to end, and nobody wants to hear why something was not done. */
  isLeaving: () => boolean
  /** Absolute path of the folder `resources/`. */
  resources: string
}

export interface Requests {
  open: (start: StartArguments) => void
  chooseFolder: () => void
  showLibrary: () => void
}

export function requestsOf({ client, show, isLeaving, resources }: TrainingHost): Requests {
  async function open(start: StartArguments): Promise<void> {
    if (start.folders.length > 0) showPlace(show(), 'indexing')
    await openRequested(client, start)
  }
  async function choose(): Promise<void> {
    const folder = await chooseFolder(show())
    if (folder !== null) await open({ folders: [folder] })
  }
  async function showLibrary(): Promise<void> {
    const { libraries } = await client().call('libraries', {})
    const here = libraries.at(0) // the one that is open
    if (here !== undefined) await shell.openPath(here.library)
  }
  async function reportError(error: AppError): Promise<void> {
    const wanted = app.getPreferredSystemLanguages()
    const message = await errorWordsFor(wanted, error, resources).catch(() => error.message)
    await dialog.showMessageBox(show(), { type: 'error', message })
  }
  function answered<Words extends unknown[]>(work: (...words: Words) => Promise<void>) {
    return (...words: Words): void => {
      work(...words).catch((thrown: unknown) => {
        const error = AppError.from(thrown)
        if (!isLeaving() && error.code !== 'cancelled') void reportError(error)
      })
    }
  }
  return { open: answered(open), chooseFolder: answered(choose), showLibrary: answered(showLibrary) }
}
