/** @file Why a network that was asked for does not count: what the engine noted of it, in plain words. Pure. */
import { says, type PlainSentence, type SentenceKey } from '../../../shared/sentences/sentence.ts'

/** `unread`: photos that it would have to read; else the engine's own sentence says it. */
export type Reason =
  | { readonly why: 'unread'; readonly count: number }
  | { readonly why: 'same' | 'twin' }
  | { readonly why: 'other'; readonly notice: PlainSentence }

const UNREAD: readonly SentenceKey[] = [
  'notice-backbone-stays',
  'notice-second-waits',
  'notice-crops-stay',
  'notice-photos-unseen',
]

/** @param notices and details. Each reason once, in the order in which they were noted. */
export function reasonsOf(notices: readonly PlainSentence[]): Reason[] {
  const unread = notices.map(unreadIn)
  const most = Math.max(...unread)
  return notices.flatMap((notice, place): Reason[] => {
    if (unread[place] > 0) return place === unread.indexOf(most) ? [{ why: 'unread', count: most }] : []
    if (says(notice, 'notice-second-is-first')) return [{ why: 'same' }]
    if (says(notice, 'twin-used', 'twin-ordered')) return [{ why: 'twin' }]
    return [{ why: 'other', notice }]
  })
}

function unreadIn(notice: PlainSentence): number {
  return says(notice, ...UNREAD) ? Number(notice.values.count) : 0
}
