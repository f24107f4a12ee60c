/** @file What a person wants of a training, and what the engine is asked for. Pure. */
import type { Input } from '../../shared/contract.ts'
import type { HyperParameters } from '../../shared/contract/learning.ts'
import {
  USUAL_STRATEGY,
  type AttentionForm,
  type NetworkName,
  type StrategyName,
} from '../../shared/domain.ts'

export interface TrainOptions {
  network: NetworkName
  strategy: StrategyName
  attention: AttentionForm
  pyramid: boolean
  propagation: boolean
  collaborativeFiltering: boolean
  pseudoLabels: boolean
  /** As an empty field has it: the engine's own choice. */
  epochs: number | ''
  /** What a search has found to be best; without it, as the product has it. */
  found: HyperParameters | undefined
}

export function defaultTrainOptions(): TrainOptions {
  return {
    network: 'head',
    strategy: USUAL_STRATEGY.head,
    attention: 'gate',
    pyramid: true,
    propagation: true,
    collaborativeFiltering: false,
    pseudoLabels: false,
    epochs: '',
    found: undefined,
  }
}

export function areDefaults(options: TrainOptions): boolean {
  return JSON.stringify(options) === JSON.stringify(defaultTrainOptions())
}

export function trainInput({ epochs, found, ...choices }: TrainOptions): Input<'train'> {
  return { ...choices, ...found, ...(epochs === '' ? {} : { epochs }) }
}
