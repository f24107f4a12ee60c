/** @file Why a network that was asked for does not count, as the engine's notices tell it. */
import { describe, expect, it } from 'vitest'
import { reasonsOf } from '../../../renderer/features/backbone/why-unmet.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

const backbone = 'efficientnet-lite2-int8'

describe('why a network does not count', () => {
  it('is said once for photos that neither network could read, with the larger number', () => {
    const notices = [
      sentence('notice-folder-away', { folder: '/photos' }),
      sentence('notice-backbone-stays', { count: 3, backbone }),
      sentence('notice-second-waits', { count: 12, backbone }),
    ]
    expect(reasonsOf(notices)).toEqual([
      { why: 'other', notice: notices[0] },
      { why: 'unread', count: 12 },
    ])
    for (const notice of [
      sentence('notice-photos-unseen', { count: 1, backbone }),
      sentence('notice-crops-stay', { count: 1 }),
    ]) {
      expect(reasonsOf([notice])).toEqual([{ why: 'unread', count: 1 }])
    }
  })

  it('does not blame photos for what is of the network or of the processor', () => {
    const twin = 'efficientnet-lite2-fp16'
    expect(
      reasonsOf([
        sentence('twin-used', { backbone, twin, cosine: '0.31', least: 0.95 }),
        sentence('notice-second-is-first', { backbone: twin }),
      ]),
    ).toEqual([{ why: 'twin' }, { why: 'same' }])
    expect(reasonsOf([])).toEqual([])
  })
})
