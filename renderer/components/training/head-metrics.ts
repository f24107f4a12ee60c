/** @file What a head's metrics say, read out of their names. Pure. */
import type { Head } from '../../../shared/contract/learning.ts'

export interface CurvePoint {
  readonly x: number
  readonly y: number
}

export const CURVES = ['loss', 'logLoss', 'accuracy'] as const
export type CurveName = (typeof CURVES)[number]

/** The curve that stands in the metrics as `loss/0`, `loss/2`, ..., by epoch. */
export function curveOf({ metrics }: Pick<Head, 'metrics'>, name: CurveName): CurvePoint[] {
  return Object.entries(metrics)
    .flatMap(([key, y]) => {
      const epoch = key.startsWith(`${name}/`) ? Number(key.slice(name.length + 1)) : Number.NaN
      return Number.isInteger(epoch) ? [{ x: epoch, y }] : []
    })
    .sort((a, b) => a.x - b.x)
}

export interface Judgement {
  /** Shares of the labelled photos that were guessed right without knowing their label. */
  readonly raw: number
  readonly head: number
  readonly blend: number
  /** How much the head counts beside the raw features, 0 to 1. */
  readonly weight: number
  readonly verdict: 'useless' | 'little' | 'helps'
}

/** Less than half a photo in a hundred is within what chance does. */
const WORTH_MENTIONING = 0.005

/** Undefined for a head without these metrics. */
export function judgementOf({ metrics }: Pick<Head, 'metrics'>): Judgement | undefined {
  const figures = new Map(Object.entries(metrics))
  const raw = figures.get('rawAccuracy')
  const head = figures.get('accuracy')
  const blend = figures.get('blendAccuracy')
  const weight = figures.get('blendWeight')
  if (raw === undefined || head === undefined || blend === undefined || weight === undefined) return undefined
  const gain = blend - raw
  const verdict = weight === 0 ? 'useless' : gain < WORTH_MENTIONING ? 'little' : 'helps'
  return { raw, head, blend, weight, verdict }
}
