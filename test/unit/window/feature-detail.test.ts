/** @file How detailed the features of the photos are, from what the engine says of its backbones. */
import { expect, it } from 'vitest'
import { featureDetailOf } from '../../../renderer/words/feature-detail.ts'

it.each([
  { secondBackbone: null, crops: 'one', detail: 'usual' },
  { secondBackbone: null, crops: 'several', detail: 'more' },
  { secondBackbone: 'efficientnet-lite0-int8', crops: 'one', detail: 'usual' },
  { secondBackbone: 'efficientnet-lite0-int8', crops: 'several', detail: 'most' },
] as const)('$detail: second backbone $secondBackbone, $crops', ({ detail, ...status }) => {
  expect(featureDetailOf(status)).toBe(detail)
})
