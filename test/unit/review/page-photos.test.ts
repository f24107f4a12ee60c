/** @file What is said of the photos of a page. */
import { describe, expect, it } from 'vitest'
import { probabilityOf } from '../../../main/jobs/review/page-photos.ts'
import { MOST_FOR_REMOTE } from '../../../main/jobs/review/ranking.ts'
import { matrix } from '../../../main/math/matrix.ts'
import { isUnsure } from '../../../renderer/features/review/page/tiles.ts'

describe('the probability on a page', () => {
  const scores = matrix(1, 2)
  scores.data.set([0.97, 0.03])
  const ranking = {
    ...{ labels: new Int32Array([-1]), classCount: 2, skips: new Int32Array(1), resting: new Uint8Array(1) },
    ...{ unlike: new Uint8Array(1), unnamed: 0, runnerUpShare: new Float64Array(1), scores },
    ...{ guess: new Int32Array([0]), probability: Float64Array.of(0.97), calibrated: Float64Array.of(0.95) },
    told: Float64Array.of(MOST_FOR_REMOTE),
  }

  it('is what the photos say elsewhere, and what was not calibrated stays for learning', () => {
    expect(probabilityOf(ranking, 0, 0)).toEqual({ probability: MOST_FOR_REMOTE, raw: 0.97 })
  })

  it('marks a guess that few labels reach as unsure', () => {
    expect(isUnsure({ id: 1, path: '/1.jpg', class: 'hen', probability: MOST_FOR_REMOTE })).toBe(true)
  })
})
