/** @file What a head's metrics say, read out of their names. Pure. */
import type { Head } from '../../shared/contract/learning.ts'
import { headVerdict, type HeadVerdict } from '../../shared/head-verdict.ts'

export interface CurvePoint {
  readonly x: number
  readonly y: number
}

export const CURVES = ['loss', 'logLoss', 'accuracy'] as const
export type CurveName = (typeof CURVES)[number]

/** The curve that the metrics hold as `loss/0`, `loss/2`, ..., by epoch. */
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
  /** What it was compared with, on the same photos: the raw features, or the version that was in use. */
  readonly incumbent: number
  readonly verdict: HeadVerdict
}

/** So many digits of a percentage that two different shares are not written alike. */
export function digitsApart(one: number, other: number): number {
  const digits = [1, 2, 3].find(
    (each) => one === other || (one * 100).toFixed(each) !== (other * 100).toFixed(each),
  )
  return digits ?? 3
}

/** Undefined for a head without these metrics. */
export function judgementOf({ metrics }: Pick<Head, 'metrics'>): Judgement | undefined {
  const figures = new Map(Object.entries(metrics))
  const raw = figures.get('rawAccuracy')
  const head = figures.get('accuracy')
  const blend = figures.get('blendAccuracy')
  const weight = figures.get('blendWeight')
  if (raw === undefined || head === undefined || blend === undefined || weight === undefined) return undefined
  // Versions from before compared themselves with the raw features alone.
  const incumbent = figures.get('rivalAccuracy') ?? raw
  const logLoss = figures.get('blendLogLoss') ?? 0
  const incumbentLogLoss = figures.get('rivalLogLoss') ?? figures.get('rawLogLoss') ?? Infinity
  const verdict = headVerdict({
    weight,
    logLoss,
    accuracy: blend,
    incumbentLogLoss,
    incumbentAccuracy: incumbent,
  })
  return { raw, head, blend, weight, incumbent, verdict }
}
