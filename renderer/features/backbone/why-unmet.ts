/** @file Why a network that was asked for does not count: what the engine noted of it, in plain words. Pure. */
import { recognise, type SentenceKey } from '../../../shared/sentences/sentence.ts'

/** `unread`: photos that it would have to look at; else the engine's own sentence tells it. */
export type Reason =
  | { readonly why: 'unread'; readonly count: number }
  | { readonly why: 'same' | 'twin' }
  | { readonly why: 'other'; readonly notice: string }

const UNREAD: readonly (SentenceKey | undefined)[] = [
  'notice-backbone-stays',
  'notice-second-waits',
  'notice-views-stay',
  'notice-photos-unseen',
]

/** @param notices and details. Each reason once, in the order in which they were noted. */
export function reasonsOf(notices: readonly string[]): Reason[] {
  const unread = notices.map(unreadIn)
  const most = Math.max(...unread)
  return notices.flatMap((notice, place): Reason[] => {
    const key = recognise(notice)?.key
    if (unread[place] > 0) return place === unread.indexOf(most) ? [{ why: 'unread', count: most }] : []
    if (key === 'notice-second-is-first') return [{ why: 'same' }]
    if (key === 'twin-used' || key === 'twin-ordered') return [{ why: 'twin' }]
    return [{ why: 'other', notice }]
  })
}

function unreadIn(notice: string): number {
  const said = recognise(notice)
  return UNREAD.includes(said?.key) ? Number(said?.values.count) : 0
}
