/** @file review: goes through pages in the terminal, for machines without a window. */
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import type { Page, PageAnswer } from '../../../../shared/domain.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { ANSWER_HELP, readAnswerLine, type LineCommand } from '../answer-line.ts'
import type { Shell } from '../shell.ts'
import { count, number, percent } from '../text.ts'
import { statusText } from './library.ts'
import { indexText } from './photos.ts'
import { question } from './review.ts'

export function addPageLoopCommand(program: Command, shell: Shell): void {
  program
    .command('review')
    .description('go through pages in the terminal, after reading folders where any are named')
    .argument('[folders...]')
    .action(async (folders: string[]) => {
      if (folders.length > 0) {
        const absolute = folders.map((folder) => shell.resolve(folder))
        const output = await shell.call('index', { folders: absolute })
        shell.terminal.say(indexText(output))
      }
      if (!shell.terminal.json) await goThroughPages(shell)
      const status = await shell.call('status', {})
      shell.terminal.print(status, statusText(status))
    })
}

/** Ends when the person quits, when nothing is left, or at the end of the input. */
async function goThroughPages(shell: Shell): Promise<void> {
  const { terminal, signal } = shell
  const status = await shell.call('status', {})
  if (status.photos === 0) {
    terminal.say('The library has no photos: name a folder.')
    return
  }
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: process.stdin.isTTY,
  })
  // Listening begins at once: lines that come before the first page is shown must not be lost.
  const answers = lines[Symbol.asyncIterator]()
  // While it reads keys itself, the terminal sends Ctrl-C as a key and not as a signal.
  lines.on('SIGINT', () => process.emit('SIGINT'))
  const stop = () => {
    lines.close()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    let page = await nextPage(shell)
    if (page === null) return
    terminal.say('Press Enter for yes, type a name, or ? for help.')
    show(shell, page, lines)
    for await (const line of answers) {
      const action = read(shell, line, page)
      if (action === 'quit') break
      if (action !== undefined) await perform(shell, action, page)
      page = await nextPage(shell)
      if (page === null) break
      show(shell, page, lines)
    }
    if (signal.aborted) throw new AppError('cancelled', sentence('interrupted'))
  } finally {
    signal.removeEventListener('abort', stop)
    lines.close()
  }
}

async function nextPage(shell: Shell): Promise<Page | null> {
  const { page, remaining, photos, setAside } = await shell.call('page', shell.seedInput)
  if (page === null)
    shell.terminal.say(
      setAside === 0 ? 'Every photo has a label.' : 'Every photo has a label or is set aside.',
    )
  else shell.terminal.say(`\n${number(remaining)} of ${count(photos, 'photo')} are without a label.`)
  return page
}

function show(
  { terminal }: Shell,
  page: Page,
  lines: { prompt(): void; setPrompt(text: string): void },
): void {
  const rows = page.photos.map(({ path, probability }, index) => {
    return `  ${String(index + 1).padStart(2)}  ${percent(probability).padStart(6)}  ${path}`
  })
  terminal.say([question(page), ...rows].join('\n'))
  if (!process.stdin.isTTY) return
  lines.setPrompt(page.class === null ? 'class? ' : `${page.class}? `)
  lines.prompt()
}

function read({ terminal }: Shell, line: string, page: Page): LineCommand | PageAnswer | undefined {
  try {
    return readAnswerLine(line, page)
  } catch (thrown) {
    terminal.say(AppError.from(thrown).message)
    return undefined
  }
}

async function perform(shell: Shell, action: LineCommand | PageAnswer, page: Page): Promise<void> {
  const { terminal } = shell
  try {
    if (action === 'help') terminal.say(ANSWER_HELP)
    else if (action === 'undo') report(terminal, 'undone', (await shell.call('undo', {})).undone)
    else if (action === 'redo') report(terminal, 'redone', (await shell.call('redo', {})).redone)
    else if (action === 'train') {
      terminal.say((await shell.call('train', {})).note)
    } else if (action !== 'quit') {
      const answer = action === 'skip' ? { page: page.id, skip: true as const } : action
      const { labelled } = await shell.call('decide', { answer })
      terminal.say(`${count(labelled, 'photo')} labelled.`)
    }
  } catch (thrown) {
    const error = AppError.from(thrown)
    if (error.code === 'cancelled' || error.code === 'internal') throw error
    terminal.say(error.message)
  }
}

function report(terminal: Shell['terminal'], what: string, decisions: readonly number[]): void {
  terminal.say(decisions.length === 0 ? `Nothing was ${what}.` : `Decision ${decisions.join(', ')} ${what}.`)
}
