/** @file snapshot, merge: the labels of a moment, and those of another person. */
import type { Command } from 'commander'
import type { Agreement } from '../../../../shared/contract/snapshots.ts'
import { wholeNumber } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list } from '../text.ts'

export function addSnapshotCommands(program: Command, shell: Shell): void {
  const group = program
    .command('snapshot')
    .description('keep the labels of a moment under a name, and compare')
  group
    .command('save')
    .description('keep the labels as they are now')
    .argument('<name>')
    .action(async (name: string) => {
      await shell.run('saveSnapshot', { name }, snapshotText)
    })
  group
    .command('list')
    .description('what is kept, newest first')
    .action(async () => {
      await shell.run(
        'snapshots',
        {},
        ({ snapshots }) => lines(...snapshots.map(snapshotText)) || 'No snapshots.',
      )
    })
  group
    .command('remove')
    .description('no longer keep it; no label changes')
    .argument('<name>')
    .action(async (name: string) => {
      await shell.run('removeSnapshot', { name }, ({ removed }) => `"${removed}" is no longer kept.`)
    })
  group
    .command('compare')
    .description('what changed from one to another, or to now')
    .argument('<from>')
    .argument('[to]')
    .option('--limit <number>', 'list at most so many photos', wholeNumber(0))
    .action(async (from: string, to: string | undefined, { limit }: { limit?: number }) => {
      await shell.run('compareSnapshots', { from, to, limit }, changesText)
    })
  program
    .command('merge')
    .description('take the labels of another library of the same photos; labels here stay')
    .argument('<folder>', 'the other library')
    .requiredOption('--name <name>', 'of the snapshot that keeps all labels of the other library')
    .option('--dry-run', 'change nothing, say what would change')
    .action(async (folder: string, { name, dryRun }: { name: string; dryRun?: boolean }) => {
      await shell.run('mergeLibrary', { library: shell.resolve(folder), name, dryRun }, (output) =>
        mergedText(output, { name, dryRun: dryRun === true }),
      )
    })
}

function snapshotText({ name, labelled, classes, at }: Printed<'saveSnapshot'>): string {
  const when = new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  return `"${name}": ${count(labelled, 'photo')} in ${count(classes, 'class', 'classes')}, ${when} UTC`
}

function changesText({
  added,
  removed,
  changed,
  same,
  agreement,
  kinds,
}: Printed<'compareSnapshots'>): string {
  return lines(
    `${count(added, 'photo')} got a class, ${removed} lost theirs, ${changed} changed it, ${same} kept it.`,
    agreementText(agreement),
    list(
      'changes:',
      kinds.map((kind) => `${kind.from ?? '(none)'} -> ${kind.to ?? '(none)'}: ${kind.photos}`),
    ),
  )
}

function mergedText(
  { photos, unknown, labelled, conflicts, agreement, decision }: Printed<'mergeLibrary'>,
  { name, dryRun }: { name: string; dryRun: boolean },
): string {
  return lines(
    `${count(photos, 'photo')} of this library ${photos === 1 ? 'has' : 'have'} a class there; ${unknown} there are not known here.`,
    `${count(labelled, 'photo')} without a class ${dryRun ? 'would get' : 'got'} theirs.`,
    agreementText(agreement),
    conflicts === 0
      ? ''
      : `${conflicts} kept what was decided here.${dryRun ? '' : ` "snapshot compare ${JSON.stringify(name)}" lists them.`}`,
    decision === null ? '' : `"undo" takes back decision ${decision}.`,
  )
}

function agreementText({ both, same, kappa }: Agreement): string {
  if (both === 0) return ''
  const measure = kappa === null ? '' : ` (Cohen's kappa ${kappa.toFixed(2)})`
  return `Of ${count(both, 'photo')} with a class in both, ${same} ${same === 1 ? 'has' : 'have'} the same${measure}.`
}
