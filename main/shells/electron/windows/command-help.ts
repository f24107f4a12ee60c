/** @file How a terminal finds the command of the installed application (resources/package/bin). */
import path from 'node:path'
import { app, clipboard, dialog } from 'electron'
import { wordsFor } from '../words.ts'

const COPY = 1

interface Help {
  message: string
  /** To be typed or copied; undefined where nothing is left to do. */
  text?: string
}

export async function showCommandHelp(): Promise<void> {
  const words = wordsFor(app.getPreferredSystemLanguages())
  const { message, text } = helpFor(process.platform, words)
  const { response } = await dialog.showMessageBox({
    message,
    ...(text === undefined ? {} : { detail: text }),
    buttons: ['OK', ...(text === undefined ? [] : [words.copyIt])],
  })
  if (text !== undefined && response === COPY) await clipboard.writeText(text)
}

/** deb and rpm have put a link into /usr/bin. */
function helpFor(system: NodeJS.Platform, words: ReturnType<typeof wordsFor>): Help {
  const folder = path.join(
    system === 'darwin' ? process.resourcesPath : path.dirname(process.execPath),
    'bin',
  )
  if (system === 'win32') return { message: words.commandPath, text: folder }
  if (system === 'linux') return { message: words.commandInstalled }
  return {
    message: words.commandHow,
    text: `sudo ln -sf '${path.join(folder, 'twinsort')}' /usr/local/bin/twinsort`,
  }
}
