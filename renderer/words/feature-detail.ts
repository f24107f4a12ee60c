/** @file How detailed the features of a library are. Pure. */
import type { Output } from '../../shared/contract.ts'

/** Most: two backbones, several crops each. */
export type FeatureDetail = 'usual' | 'more' | 'most'

export function featureDetailOf({
  secondBackbone,
  crops,
}: Pick<Output<'status'>, 'secondBackbone' | 'crops'>): FeatureDetail {
  const more = [secondBackbone !== null, crops === 'several'].filter(Boolean).length
  return more === 2 ? 'most' : more === 1 ? 'more' : 'usual'
}
