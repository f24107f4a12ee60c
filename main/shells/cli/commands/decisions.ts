/** @file set-aside, undo, redo, history: decisions outside of pages, and the record of all. */
import { Option, type Command } from 'commander'
import type { Decision } from '../../../../shared/domain.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { SetAsideAs } from '../../../../shared/set-aside.ts'
import { wholeNumber } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { classText, count, lines, list, SET_ASIDE_TEXT, table } from '../text.ts'

export function addDecisionCommands(program: Command, shell: Shell): void {
  program
    .command('set-aside')
    .description('set photos aside, which get no class then, or bring them back; no file is touched')
    .argument('<paths...>')
    .addOption(new Option('--as <what>', 'what they are').choices(SetAsideAs.options))
    .addOption(new Option('--back', 'they are to be sorted again').conflicts('as'))
    .action(async (paths: string[], { as, back = false }: { as?: SetAsideAs; back?: boolean }) => {
      if (as === undefined && !back) throw new AppError('bad-input', sentence('set-aside-as-what'))
      const input = { paths: paths.map((path) => shell.resolve(path)), as: as ?? null }
      await shell.run('setAside', input, (output) => setAsideText(output, as))
    })
  program
    .command('undo')
    .description('take back the last decisions')
    .option('--count <number>', 'how many', wholeNumber(1))
    .action(async (options: { count?: number }) => {
      await shell.run('undo', { count: options.count }, ({ undone }) => {
        return undone.length === 0 ? 'There is nothing to undo.' : `Undone: decision ${undone.join(', ')}.`
      })
    })
  program
    .command('redo')
    .description('put back what was undone last')
    .option('--count <number>', 'how many', wholeNumber(1))
    .action(async (options: { count?: number }) => {
      await shell.run('redo', { count: options.count }, ({ redone }) => {
        return redone.length === 0 ? 'There is nothing to redo.' : `Redone: decision ${redone.join(', ')}.`
      })
    })
  program
    .command('history')
    .description('all decisions, newest first; or all of them to a file, or from one')
    .option('--limit <number>', 'only so many', wholeNumber(1))
    .addOption(
      new Option(
        '--out <file>',
        'write the whole journal as JSON lines, also of a damaged library',
      ).conflicts(['limit', 'import']),
    )
    .addOption(
      new Option(
        '--import <file>',
        'take labels and rejections from such a file; photos are known by content',
      ).conflicts('limit'),
    )
    .action(async ({ limit, out, import: file }: { limit?: number; out?: string; import?: string }) => {
      if (out !== undefined) await shell.recover('exportHistory', { out: shell.resolve(out) }, writtenText)
      else if (file !== undefined) {
        await shell.run('importHistory', { file: shell.resolve(file) }, importedText)
      } else await shell.run('history', { limit }, historyText)
    })
}

function setAsideText({ changed, confirmed, ...where }: Printed<'setAside'>, as?: SetAsideAs): string {
  const done = as === undefined ? 'brought back' : `set aside: ${SET_ASIDE_TEXT[as]}`
  const { unknown, ambiguous } = where
  return lines(
    `${count(changed, 'photo')} ${done}.`,
    confirmed === 0 ? '' : `${count(confirmed, 'photo')} of them had a class, which "undo" brings back.`,
    list(`${count(unknown.length, 'path')} of no photo in the library:`, unknown),
    ambiguousText(ambiguous),
  )
}

export function ambiguousText(ambiguous: Printed<'label'>['ambiguous']): string {
  return list(
    `${count(ambiguous.length, 'path')} that may be several photos, left as they were:`,
    ambiguous.map(({ path, candidates }) => `${path}: ${candidates.join(' or ')}`),
  )
}

function historyText({ decisions }: Printed<'history'>): string {
  if (decisions.length === 0) return 'No decision has been made yet.'
  return table(
    ['decision', 'when', 'what', 'photos', 'excluded', 'classes'],
    decisions.map((decision) => [
      String(decision.id),
      new Date(decision.at).toISOString().slice(0, 19).replace('T', ' '),
      decisionText(decision),
      decision.photos,
      decision.rejected,
      decision.classes.map(classText).join(', '),
    ]),
  )
}

function writtenText({ written, decisions, lost }: Printed<'exportHistory'>): string {
  return lines(`${count(decisions, 'entry', 'entries')} written to ${written}.`, list('Lost:', lost))
}

function importedText(output: Printed<'importHistory'>): string {
  const { decision, labelled, rejected, unchanged, unknown, conflicts } = output
  return lines(
    `${count(labelled, 'photo')} labelled, ${count(rejected, 'rejection')} taken over; ${unchanged} labelled so already.`,
    decision === null ? '' : `"undo" takes back decision ${decision}.`,
    list(`${count(unknown.length, 'photo')} not in the library:`, unknown),
    list(
      `${count(conflicts.length, 'conflict')}, left as they were:`,
      conflicts.map(
        ({ path, here, file }) => `${path}: ${statementText(here)} here, ${statementText(file)} in the file`,
      ),
    ),
  )
}

function statementText({ class: name, is }: { class: string; is: boolean }): string {
  return is ? classText(name) : `not ${classText(name)}`
}

function decisionText({ kind, of, page, undone }: Decision): string {
  const about = of ?? page
  return `${kind}${about === null ? '' : ` ${about}`}${undone ? ' (undone)' : ''}`
}
