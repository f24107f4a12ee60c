/** @file What the person should know about the files that an index run read. */
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { Output } from '../../../shared/contract.ts'
import type { FilesRead } from './files.ts'

export function noticesOf({ stretched, several, separated }: FilesRead): Sentence[] {
  const notices: Sentence[] = []
  const [first] = stretched
  if (stretched.length > 0)
    notices.push(sentence('notice-stretched', { count: stretched.length, file: first }))
  if (several.length > 0)
    notices.push(sentence('notice-first-frame', { count: several.length, file: several[0] }))
  if (separated > 0) notices.push(sentence('notice-separated', { count: separated }))
  return notices
}

/** What the person has to decide is said at every run, until it is decided. */
export function lostNotices({ labels, offered }: Output<'lostLabels'>): Sentence[] {
  if (labels.length === 0) return []
  const lost = sentence('notice-lost-labels', { count: labels.length })
  return offered === 0 ? [lost] : [lost, sentence('notice-lost-offered', { count: offered })]
}
