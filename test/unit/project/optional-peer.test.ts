/** @file What a person may install by hand is named in package.json, and `npm ci` leaves it out. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { NATIVE_PACKAGES } from '../../../main/model/backends/folders.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), 'utf8'))
const Peers = z.object({
  peerDependencies: z.record(z.string(), z.string()),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })),
  optionalDependencies: z.record(z.string(), z.string()),
})
const Lock = z.object({ packages: z.looseObject({ '': Peers }) })

test('TensorFlow for NVIDIA cards is an optional peer, of the version of the other native one', () => {
  const { peerDependencies, peerDependenciesMeta, optionalDependencies } = Peers.parse(read('package.json'))
  expect(peerDependencies).toEqual({ [NATIVE_PACKAGES.gpu]: optionalDependencies[NATIVE_PACKAGES.cpu] })
  expect(peerDependenciesMeta).toEqual({ [NATIVE_PACKAGES.gpu]: { optional: true } })
})

test('no peer is in the lock file, so that npm ci never downloads one', () => {
  const { packages } = Lock.parse(read('package-lock.json'))
  const peers = Object.keys(packages[''].peerDependencies)
  expect(peers).toEqual([NATIVE_PACKAGES.gpu])
  expect(Object.keys(packages).filter((name) => peers.some((peer) => name.endsWith(`/${peer}`)))).toEqual([])
  expect(Object.keys(packages)).toContain(`node_modules/${NATIVE_PACKAGES.cpu}`)
})
