/** @file How closely the photos were looked at, from what the engine says of its backbones. */
import { expect, it } from 'vitest'
import { cropWordsOf } from '../../../renderer/words/crop-words.ts'

it.each([
  { secondBackbone: null, views: 'one', looks: 'once' },
  { secondBackbone: null, views: 'several', looks: 'more' },
  { secondBackbone: 'efficientnet-lite0-int8', views: 'one', looks: 'more' },
  { secondBackbone: 'efficientnet-lite0-int8', views: 'several', looks: 'closely' },
] as const)('$looks: second backbone $secondBackbone, $views', ({ looks, ...status }) => {
  expect(cropWordsOf(status)).toBe(looks)
})
