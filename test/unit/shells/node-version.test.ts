/** @file An old Node.js is told in words, before anything is loaded that would end it without any. */
import { expect, it } from 'vitest'
import { problemOfNode } from '../../../main/shells/cli/node-version.ts'

it.each(['18.20.4', '20.20.2', '22.12.0'])('%s is too old', (version) => {
  expect(problemOfNode(version)).toContain(version)
})

it.each(['22.13.0', '23.1.0', '24.21.0', process.versions.node])('%s is new enough', (version) => {
  expect(problemOfNode(version)).toBeUndefined()
})
