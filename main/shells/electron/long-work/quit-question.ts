/** @file Asks before the app ends while something is under way: how far it is, and what becomes of it. */
import { app, dialog, powerMonitor, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { JobRecord } from '../../../../shared/domain.ts'
import { preferredLanguage } from '../../../../shared/languages.ts'
import { jobWordsFor, wordsFor } from '../words.ts'
import { shareOf, type WorkSigns } from './work-signs.ts'

/** Who ends programs so does not answer questions. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** Places of the buttons. */
const [QUIT, STAY] = [0, 1]

interface Options {
  work: Pick<WorkSigns, 'underWay'>
  window: () => BrowserWindow | undefined
  /** Absolute path of the folder `resources/`. */
  resources: string
}

/** @returns Whether the app may end now. If not, the person is asked, and after a yes it ends. */
export function askBeforeQuitting({ work, window, resources }: Options): () => boolean {
  let isDecided = false
  let isAsking = false

  function quit(): void {
    isDecided = true
    app.quit()
  }
  async function ask(): Promise<void> {
    const asked = await question(work.underWay, resources)
    if (asked === undefined) {
      quit() // what was under way ended just now
      return
    }
    const parent = window()
    const answer = parent === undefined ? dialog.showMessageBox(asked) : dialog.showMessageBox(parent, asked)
    if ((await answer).response === QUIT) quit()
  }

  for (const signal of SIGNALS) process.on(signal, quit)
  powerMonitor.on('shutdown', () => {
    isDecided = true
  })
  return () => {
    if (isDecided || work.underWay.length === 0) return true
    if (!isAsking) {
      isAsking = true
      void ask().finally(() => {
        isAsking = false
      })
    }
    return false
  }
}

/** @returns undefined where nothing is under way. */
async function question(
  jobs: readonly JobRecord[],
  resources: string,
): Promise<MessageBoxOptions | undefined> {
  const job = jobs.at(0)
  if (job === undefined) return undefined
  const wanted = app.getPreferredSystemLanguages()
  const words = wordsFor(wanted)
  const name = (await jobWordsFor(wanted, resources))(job.kind)
  const share = shareOf(jobs)
  const percent = new Intl.NumberFormat(preferredLanguage(wanted), { style: 'percent' })
  const howFar =
    typeof share === 'number'
      ? filled(words.quitAt, { job: name, share: percent.format(share) })
      : filled(words.quitUnderWay, { job: name })
  return {
    type: 'question',
    message: words.quitTitle,
    detail: `${howFar} ${job.kind === 'index' ? words.quitGoesOn : words.quitAgain}`,
    buttons: [words.quit, words.stay],
    defaultId: STAY,
    cancelId: STAY,
  }
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
