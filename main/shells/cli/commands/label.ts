/** @file label: classes by hand, from a file, and from what photos are called already: their folders, their keywords. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { canonicalClassName } from '../../../../shared/class-name.ts'
import type { Input, Output } from '../../../../shared/contract.ts'
import { AppError } from '../../../../shared/errors.ts'
import { rowsAt, type Level, type NameRow } from '../../../../shared/found-labels.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { ENCODING_TEXT } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { classText, count, lines, list, table } from '../text.ts'
import { ambiguousText } from './decisions.ts'

interface LabelOptions {
  class?: string
  file?: string
  encoding?: string
  folders?: boolean
  keywords?: boolean
  level?: Level
  only?: string[]
  without?: string[]
  as?: [name: string, className: string][]
  dryRun?: boolean
}

/** What is said of names alone. */
const OF_NAMES = ['level', 'only', 'without', 'as', 'dryRun'] as const

export function addLabelCommand(program: Command, shell: Shell): void {
  const alone = ['class', 'file', 'encoding']
  program
    .command('label')
    .description('give photos a class by hand, from a file, or as their folders or keywords call them')
    .argument('[paths...]')
    .option('--class <name>', 'the class of the photos named')
    .option(
      '--file <file>',
      'CSV (header path,class), JSON lines, COCO, Label Studio; paths start at its folder',
    )
    .option('--encoding <name>', ENCODING_TEXT)
    .addOption(
      new Option('--folders', 'the folder of each photo is its class').conflicts([...alone, 'keywords']),
    )
    .addOption(new Option('--keywords', 'keywords in the photos, and in .xmp beside them').conflicts(alone))
    .option('--level <level>', 'of a path of names: "whole", "last", or 1, 2, ... from its beginning', level)
    .option('--only <names...>', 'take these names alone')
    .option('--without <names...>', 'leave these names out')
    .option('--as <name=class...>', 'call the class of a name otherwise', renaming)
    .option('--dry-run', 'label nothing, say what would be labelled')
    .action(async (paths: string[], options: LabelOptions) => {
      if (options.folders === true || options.keywords === true) {
        if (paths.length > 0) throw new AppError('bad-input', sentence('names-or-photos'))
        await labelByNames(shell, options)
        return
      }
      if (OF_NAMES.some((each) => options[each] !== undefined))
        throw new AppError('bad-input', sentence('names-from-where'))
      await shell.run('label', labelInput(shell, paths, options), labelText)
    })
}

function level(word: string): Level {
  if (word === 'whole' || word === 'last') return word
  const number = Number(word)
  if (Number.isInteger(number) && number >= 1) return number
  throw new InvalidArgumentError('It must be "whole", "last", or a number from 1 on.')
}

function renaming(word: string, before: LabelOptions['as']): NonNullable<LabelOptions['as']> {
  const at = word.lastIndexOf('=')
  if (at <= 0 || at === word.length - 1)
    throw new InvalidArgumentError('It must be a name, "=", and a class.')
  return [...(before ?? []), [canonicalClassName(word.slice(0, at)), word.slice(at + 1)]]
}

interface NameTaken {
  name: string
  photos: number
  /** Null for a name that is left. */
  class: string | null
}

async function labelByNames(shell: Shell, options: LabelOptions): Promise<void> {
  const from = options.keywords === true ? 'keywords' : 'folders'
  const found = await shell.call('findLabels', { from })
  const rows = rowsAt(found, options.level ?? (from === 'folders' ? 'last' : 'whole'))
  const names = chosen(rows, options)
  const groups = names.flatMap(({ class: name }, i) =>
    name === null ? [] : [{ class: name, ids: [...rows[i].ids] }],
  )
  const dryRun = options.dryRun === true
  const taken = groups.length === 0 ? undefined : await shell.call('takeLabels', { groups, dryRun })
  const { decision = null, conflicts = [] } = taken ?? {}
  const { labelled, same, different, setAside, refused, gone } = taken ?? NOTHING_TAKEN
  const { photos, named, several, problems } = found
  const output = {
    ...{ labelled, same, different, setAside, refused, gone },
    unknown: [],
    conflicts: conflicts.map(({ path, classes }) => ({ path, classes })),
    ambiguous: [],
    decision: dryRun || labelled === 0 ? null : decision,
    dryRun,
    ...{ photos, named, several, names, problems },
  }
  shell.terminal.print(output, shell.terminal.json ? '' : takenText(output))
}

const NOTHING_TAKEN = { labelled: 0, same: 0, different: 0, setAside: 0, refused: 0, gone: 0 }

/** All names, with the class of each that is taken. @throws AppError `not-found` for one that no photo has. */
function chosen(rows: readonly NameRow[], { only, without = [], as = [] }: LabelOptions): NameTaken[] {
  const canonical = (names: readonly string[]) => names.map((name) => canonicalClassName(name))
  const known = new Set(rows.map(({ name }) => name))
  const renamed = new Map(as)
  const taken = only && new Set([...canonical(only), ...renamed.keys()])
  const left = new Set(canonical(without))
  const wrong = [...(taken ?? []), ...left, ...renamed.keys()].find((name) => !known.has(name))
  if (wrong !== undefined) throw new AppError('not-found', sentence('no-such-name', { name: wrong }))
  return rows.map(({ name, ids }) => {
    const isTaken = taken?.has(name) !== false && !left.has(name)
    return { name, photos: ids.length, class: isTaken ? (renamed.get(name) ?? name) : null }
  })
}

interface TakenOutput extends Omit<
  Output<'takeLabels'>,
  'decision' | 'conflicting' | 'conflicts' | 'classes'
> {
  conflicts: Output<'label'>['conflicts']
  dryRun: boolean
  photos: number
  named: number
  several: number
  names: NameTaken[]
  problems: Printed<'findLabels'>['problems']
}

function takenText(output: TakenOutput): string {
  const { labelled, same, different, setAside, refused, conflicts, names, problems } = output
  if (names.length === 0) return 'No photo has a name there.'
  const told = [
    [same, 'labelled so already'],
    [different, 'confirmed as another class, left as they are'],
    [setAside, 'set aside, left as they are'],
    [refused, 'left without a label: you said that they are not of that class'],
  ] as const
  return lines(
    table(
      ['name', 'photos', 'class'],
      names.map((each) => [each.name, each.photos, each.class ?? '(left)']),
    ),
    output.several === 0 ? '' : `${count(output.several, 'photo')} with several names.`,
    `${count(labelled, 'photo')} ${output.dryRun ? 'would be labelled' : 'labelled'}.`,
    ...told.map(([number, words]) => (number === 0 ? '' : `${count(number, 'photo')} ${words}.`)),
    conflictsText(conflicts, 'left without a label'),
    list(
      `${count(problems.length, 'file')} that could not be read:`,
      problems.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  )
}

function labelInput(
  shell: Shell,
  paths: readonly string[],
  { class: name, file, encoding }: LabelOptions,
): Input<'label'> {
  if (paths.length === 0 && name === undefined && file === undefined) {
    throw new AppError('bad-input', sentence('name-photos-or-file'))
  }
  if (paths.length > 0 && name === undefined) {
    throw new AppError('bad-input', sentence('say-class-of-photos'))
  }
  if (paths.length === 0 && name !== undefined) {
    throw new AppError('bad-input', sentence('name-photos-of-class', { class: name }))
  }
  return {
    items: paths.map((path) => ({ path: shell.resolve(path), class: name ?? '' })),
    file: file === undefined ? undefined : shell.resolve(file),
    encoding,
  }
}

function labelText({ labelled, unknown, conflicts, ambiguous }: Printed<'label'>): string {
  return lines(
    `${count(labelled, 'photo')} labelled.`,
    list(`${count(unknown.length, 'path')} of no photo in the library:`, unknown),
    conflictsText(conflicts, 'left as they were'),
    ambiguousText(ambiguous),
  )
}

function conflictsText(conflicts: Output<'label'>['conflicts'], left: string): string {
  return list(
    `${count(conflicts.length, 'conflict')}, ${left}:`,
    conflicts.map(({ path, classes }) => `${path}: ${classes.map(classText).join(' or ')}`),
  )
}
