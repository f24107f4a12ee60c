/** @file What the person should know about the files that an index run read. */
import { say } from '../../../shared/sentences/sentence.ts'
import type { Output } from '../../../shared/contract.ts'
import type { FilesRead } from './files.ts'

export function noticesOf({ stretched, separated }: FilesRead): string[] {
  const notices: string[] = []
  const [first] = stretched
  if (stretched.length > 0) notices.push(say('notice-stretched', { count: stretched.length, file: first }))
  if (separated > 0) notices.push(say('notice-separated', { count: separated }))
  return notices
}

/** What the person has to decide is said at every run, until it is decided. */
export function lostNotices({ labels, offered }: Output<'lostLabels'>): string[] {
  if (labels.length === 0) return []
  const lost = say('notice-lost-labels', { count: labels.length })
  return offered === 0 ? [lost] : [lost, say('notice-lost-offered', { count: offered })]
}
