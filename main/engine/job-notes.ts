/** @file What a job did, in the sentences that the list of jobs keeps of it. Pure. */
import type { Output, Parsed } from '../../shared/contract.ts'
import { EXPORT_FORMATS } from '../../shared/contract/export-formats.ts'
import { sentence, type PlainSentence, type Sentence } from '../../shared/sentences/sentence.ts'

/** Files that are named, with the reason; of the others their number is said. */
const MOST_FILES = 20

export function notesOfIndex({ added, updated, moved, ...output }: Output<'index'>): PlainSentence[] {
  const news = [
    ...some(added, (count) => sentence('job-added', { count })),
    ...some(updated, (count) => sentence('job-updated', { count })),
    ...some(moved, (count) => sentence('job-moved', { count })),
  ]
  const { unreadable, notices } = output
  return [
    ...(news.length > 0 ? news : [sentence('job-nothing-new')]),
    ...some(unreadable.length, (count) => sentence('job-unreadable', { count })),
    ...filesOf(unreadable),
    ...notices,
  ]
}

export function notesOfImport({
  added,
  updated,
  unreadable,
  unreadableRows,
  leftOut,
  leftOutRows,
  notices,
}: Output<'importResults'>): PlainSentence[] {
  const news = [
    ...some(added, (count) => sentence('job-results-added', { count })),
    ...some(updated, (count) => sentence('job-results-updated', { count })),
  ]
  return [
    ...(news.length > 0 ? news : [sentence('job-nothing-new')]),
    ...some(unreadableRows, (count) => sentence('job-unreadable', { count })),
    ...filesOf(unreadable),
    ...some(leftOutRows, (count) => sentence('job-left-out', { count })),
    ...filesOf(leftOut),
    ...notices,
  ]
}

export function notesOfExport(
  { written, skipped, notes }: Output<'export'>,
  { out: place, dryRun, format }: Parsed<'export'>,
): PlainSentence[] {
  if (dryRun) return []
  const done =
    EXPORT_FORMATS[format].kind === 'network'
      ? sentence('job-network-written', { place })
      : format === 'xmp'
        ? sentence('job-keywords-written', { count: written })
        : sentence('job-written', { count: written, place })
  return [
    done,
    ...some(skipped.length, (count) => sentence('job-left-out', { count })),
    ...filesOf(skipped),
    ...notes,
  ]
}

export function notesOfUndoneMove({ back, left }: Output<'undoMove'>): PlainSentence[] {
  return [
    sentence('job-put-back', { count: back }),
    ...some(left.length, (count) => sentence('job-left-out', { count })),
    ...filesOf(left),
  ]
}

export function notesOfTraining({ fellBack, note }: Output<'train'>): PlainSentence[] {
  return [
    note,
    ...fellBack.map(({ backend, reason }) => sentence('about', { subject: backend, problem: reason })),
  ]
}

export function notesOfPromotion({ active }: Output<'promote'>): PlainSentence[] {
  return [active === null ? sentence('job-raw-in-use') : sentence('job-version-in-use', { version: active })]
}

export function notesOfRemoval({ removed, photos }: Output<'removeFolder'>): PlainSentence[] {
  return [sentence('job-folder-removed', { folder: removed, count: photos })]
}

export function notesOfMovedFolders({ moved }: Output<'moveFolders'>): PlainSentence[] {
  return moved.map(({ from, to }) => sentence('job-folder-moved', { folder: from, place: to }))
}

function some(count: number, said: (count: number) => Sentence): Sentence[] {
  return count === 0 ? [] : [said(count)]
}

function filesOf(files: readonly { path: string; reason: PlainSentence }[]): Sentence[] {
  const named = files
    .slice(0, MOST_FILES)
    .map(({ path, reason }) => sentence('about', { subject: path, problem: reason }))
  return [...named, ...some(files.length - named.length, (count) => sentence('job-more', { count }))]
}
