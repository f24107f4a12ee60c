/** @file How detailed the features of a library are. Pure. */
import type { Output } from '../../shared/contract.ts'

/** More: several crops of each photo. Most: and two backbones. */
export type FeatureDetail = 'usual' | 'more' | 'most'

export function featureDetailOf({
  secondBackbone,
  crops,
}: Pick<Output<'status'>, 'secondBackbone' | 'crops'>): FeatureDetail {
  if (crops === 'one') return 'usual'
  return secondBackbone === null ? 'more' : 'most'
}
