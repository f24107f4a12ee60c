import { describe, expect, it } from 'vitest'
import fc from '../../support/properties.ts'
import { headVerdict, isHelpful } from '../../../shared/head-verdict.ts'
import { verdictNote } from '../../../main/jobs/training/verdict.ts'
import { says } from '../../../shared/sentences/sentence.ts'

const compared = {
  weight: 0.3,
  logLoss: 0.3,
  accuracy: 0.884,
  incumbentLogLoss: 0.32,
  incumbentAccuracy: 0.886,
}

describe('the verdict on a trained version', () => {
  it('is against one that guesses fewer photos right, however sure it is of the others', () => {
    expect(headVerdict(compared)).toBe('worse')
    expect(headVerdict({ ...compared, accuracy: 0.886 })).toBe('surer')
    expect(headVerdict({ ...compared, accuracy: 0.886, logLoss: 0.32 })).toBe('useless')
    expect(headVerdict({ ...compared, accuracy: 0.89, weight: 0 })).toBe('useless')
    expect(headVerdict({ ...compared, accuracy: 0.89 })).toBe('helps')
  })

  it('stands in a sentence whose figures agree with it', () => {
    const photos = fc.integer({ min: 4, max: 3000 })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(photos, share, share, share, share, (all, a, b, logLoss, incumbentLogLoss) => {
        const [right, before] = [Math.round(a * all), Math.round(b * all)]
        const given = {
          weight: 0.5,
          logLoss,
          incumbentLogLoss,
          accuracy: right / all,
          incumbentAccuracy: before / all,
        }
        const verdict = headVerdict(given)
        const note = verdictNote(given, all, 7)
        expect(note.values).toEqual({ head: 7, better: right, before, all })
        expect(says(note, 'trained-helps', 'trained-surer')).toBe(isHelpful(verdict))
        if (says(note, 'trained-helps', 'trained-surer')) expect(right).toBeGreaterThanOrEqual(before)
        if (verdict === 'worse') expect(right).toBeLessThan(before)
        expect(verdictNote(given, all, null).key).toBe('network-not-kept')
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})
