/** @file Every strategy by name. */
import type { StrategyName } from '../../../shared/domain.ts'
import type { Strategy } from './strategy.ts'
import { triplet } from './triplet.ts'

const strategies: Readonly<Record<StrategyName, Strategy>> = { triplet }

export function strategyNamed(name: StrategyName): Strategy {
  return strategies[name]
}
