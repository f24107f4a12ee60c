/** @file The baseline policies by name. */
import type { PolicyName } from '../../../shared/contract/measures.ts'
import type { Random } from '../../math/random.ts'
import { ClusterOnly } from './cluster-only.ts'
import type { BaselineProblem } from './baseline-learner.ts'
import { Margin, OneByOne } from './baseline-singles.ts'
import type { Policy } from './policy.ts'

export type BaselinePolicyName = Exclude<PolicyName, 'twinsort'>

export function baselinePolicy(name: BaselinePolicyName, problem: BaselineProblem, random: Random): Policy {
  switch (name) {
    case 'cluster-only':
      return new ClusterOnly(problem, random)
    case 'margin':
      return new Margin(problem, random)
    case 'one-by-one':
      return new OneByOne(problem, random)
  }
}
