/** @file The frozen policies by name. */
import type { PolicyName } from '../../../shared/contract/measures.ts'
import type { Random } from '../../math/random.ts'
import { ClusterOnly } from './cluster-only.ts'
import type { FrozenProblem } from './frozen-learner.ts'
import { Margin, OneByOne } from './frozen-singles.ts'
import type { Policy } from './policy.ts'

export type FrozenPolicyName = Exclude<PolicyName, 'twinsort'>

export function frozenPolicy(name: FrozenPolicyName, problem: FrozenProblem, random: Random): Policy {
  switch (name) {
    case 'cluster-only':
      return new ClusterOnly(problem, random)
    case 'margin':
      return new Margin(problem, random)
    case 'one-by-one':
      return new OneByOne(problem, random)
  }
}
