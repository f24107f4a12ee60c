/** @file The backends that can train: which is there, which passed its self-test, which computes. */
import { z } from 'zod'
import { BackendName } from '../domain.ts'
import { PlainSentence } from '../sentences/sentence.ts'

/** A few steps of training compared with plain JavaScript. */
export const SelfTestResult = z.object({
  passed: z.boolean(),
  /** Why it did not pass, a sentence; empty where it did. */
  reason: z.string(),
  /** The largest difference of a loss and of a gradient, relative; null where the test did not get that far. */
  lossError: z.number().nullable(),
  gradientError: z.number().nullable(),
  /** Photos a second through a small network of convolutions, there and back; null until `doctor --self-test` measured it. */
  imagesPerSecond: z.number().nullable(),
  /** The processor simulates a graphics card, which is slower than WebAssembly: used only when asked for. */
  software: z.boolean(),
})
export type SelfTestResult = z.infer<typeof SelfTestResult>

export const BackendReport = z.object({
  name: BackendName,
  available: z.boolean(),
  /** A sentence for the person. */
  note: z.string(),
  /** Computed by a hidden window of the app, instead of the engine's own process. */
  inWindow: z.boolean().optional(),
  /** Null where it was never tested. */
  selfTest: SelfTestResult.nullable(),
})
export type BackendReport = z.infer<typeof BackendReport>

/** Whether it trains when none is named. Of WebGPU nothing is known before a test: there may be no graphics card at all. */
export function isUsable({ name, available, selfTest }: BackendReport): boolean {
  if (selfTest === null) return available && name !== 'webgpu'
  return available && selfTest.passed && !selfTest.software
}

/** Plain JavaScript is the measure of the others and a hundred times slower: used in a comparison only when it is named. */
const ONLY_WHEN_NAMED: readonly BackendName[] = ['cpu']

export function isOnlyWhenNamed(name: BackendName): boolean {
  return ONLY_WHEN_NAMED.includes(name)
}

/** What "all" means in a comparison, in the order of the reports: fastest first. */
export function comparedBackends(reports: readonly BackendReport[]): BackendName[] {
  return reports.filter((report) => isUsable(report) && !isOnlyWhenNamed(report.name)).map(({ name }) => name)
}

/** A backend that failed while it trained: the work went on with the next one. */
export const FellBack = z.object({ backend: BackendName, reason: PlainSentence })
export type FellBack = z.infer<typeof FellBack>
