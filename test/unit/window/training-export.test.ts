import { describe, expect, it } from 'vitest'
import { groupReasons } from '../../../renderer/features/export/group-reasons.ts'
import { targetAs, targetIn } from '../../../renderer/features/export/target-path.ts'
import { curveOf, digitsApart, judgementOf } from '../../../renderer/stores/head-metrics.ts'
import { LossRecorder } from '../../../renderer/stores/loss-rounds.ts'
import { sentence, verbatim } from '../../../shared/sentences/sentence.ts'

const progress = (id: number, done: number, total: number, loss?: number) => ({
  id,
  progress: {
    ...{ stage: 'training' as const, done, total, perSecond: null, secondsLeft: null },
    ...(loss === undefined ? {} : { figures: { loss } }),
  },
})

describe('the loss while training', () => {
  it('falls into rounds of equal length, without doubles, and begins anew with another job', () => {
    const recorder = new LossRecorder()
    recorder.take(progress(1, 1, 2 * 4, 0.5))
    recorder.take(progress(1, 2, 2 * 4, 0.4))
    recorder.take(progress(1, 2, 2 * 4, 0.4))
    expect(recorder.take(progress(1, 3, 2 * 4, 0.6))).toEqual([
      {
        number: 1,
        points: [
          { epoch: 1, loss: 0.5 },
          { epoch: 2, loss: 0.4 },
        ],
      },
      { number: 2, points: [{ epoch: 1, loss: 0.6 }] },
    ])
    expect(recorder.take({ id: 1, progress: null })).toHaveLength(2)
    const [two] = [progress(3, 3, 4, 0.5)]
    Object.assign(two.progress.figures ?? {}, { rounds: 2 })
    expect(recorder.take(two)).toEqual([{ number: 2, points: [{ epoch: 1, loss: 0.5 }] }])
    expect(recorder.take(progress(2, 0, 10))).toEqual([])
  })
})

describe('the metrics of a head', () => {
  it('hold curves by epoch, in order', () => {
    const metrics = { 'loss/10': 0.1, 'loss/2': 0.3, 'logLoss/0': 0.7, loss: 9, 'loss/x': 9 }
    expect(curveOf({ metrics }, 'loss')).toEqual([
      { x: 2, y: 0.3 },
      { x: 10, y: 0.1 },
    ])
    expect(curveOf({ metrics }, 'accuracy')).toEqual([])
  })

  it('say whether training helped as the figures beside it do, on the same photos', () => {
    const judged = (blendAccuracy: number, blendWeight: number, more: Record<string, number> = {}) => {
      const loss = { rawLogLoss: 0.4, blendLogLoss: blendWeight === 0 ? 0.4 : 0.3 }
      const metrics = { rawAccuracy: 0.886, accuracy: 0.8, blendAccuracy, blendWeight, ...loss, ...more }
      return judgementOf({ metrics })?.verdict
    }
    expect(judged(0.93, 0.4)).toBe('helps')
    expect(judged(0.8861, 0.1)).toBe('helps')
    expect(judged(0.886, 0.1)).toBe('surer')
    expect(judged(0.884, 0.1)).toBe('worse')
    expect(judged(0.886, 0)).toBe('useless')
    // The version that was in use was better than the raw features, and is what counts.
    expect(judged(0.9, 0.4, { rivalAccuracy: 0.93, rivalLogLoss: 0.2 })).toBe('worse')
    expect(judged(0.93, 0.4, { rivalAccuracy: 0.93, rivalLogLoss: 0.2 })).toBe('useless')
    expect(judgementOf({ metrics: { accuracy: 1 } })).toBeUndefined()
  })

  it('writes two shares apart that are apart, so that no sentence contradicts its figures', () => {
    expect(digitsApart(0.93, 0.886)).toBe(1)
    expect(digitsApart(0.8864, 0.8861)).toBe(2)
    expect(digitsApart(0.88641, 0.88642)).toBe(3)
    expect(digitsApart(0.886, 0.886)).toBe(1)
  })
})

describe('the target of an export', () => {
  it('is a new place inside the chosen folder, on any system', () => {
    expect(targetIn('/home/me', 'Holiday: 2026', 'csv')).toBe('/home/me/Holiday- 2026-sorted.csv')
    expect(targetIn('/', 'a', 'imagefolder')).toBe('/a-sorted')
    expect(targetIn('C:\\Users\\me', 'a', 'jsonl')).toBe('C:\\Users\\me\\a-sorted.jsonl')
    expect(targetIn('C:\\', 'a', 'imagefolder')).toBe('C:\\a-sorted')
  })

  it('follows the format', () => {
    expect(targetAs('/x/a.csv', 'jsonl')).toBe('/x/a.jsonl')
    expect(targetAs('/x/a.CSV', 'imagefolder')).toBe('/x/a')
    expect(targetAs('/x/a.onnx', 'csv')).toBe('/x/a.csv')
    expect(targetAs('/x/v1.2', 'csv')).toBe('/x/v1.2.csv')
    expect(targetAs('', 'csv')).toBe('')
  })
})

describe('what an export leaves out', () => {
  it('is gathered by reason, whatever paths the sentences hold', () => {
    const groups = groupReasons([
      { path: '/a', reason: sentence('skipped-there', { file: '/out/hen/a' }) },
      { path: '/b', reason: sentence('skipped-missing') },
      { path: '/c', reason: sentence('skipped-there', { file: '/out/hen/c' }) },
      { path: '/d', reason: verbatim('No rights.') },
    ])
    expect(groups).toEqual([
      { reason: { kind: 'there' }, paths: ['/a', '/c'] },
      { reason: { kind: 'missing' }, paths: ['/b'] },
      { reason: { kind: 'other', sentence: verbatim('No rights.') }, paths: ['/d'] },
    ])
  })
})
