/** @file What a package for people is made with (electron-builder.yml): switches in the executable that nobody can turn back later. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'

test('the fuses of the executable', () => {
  const text = readFileSync(path.join(packageRoot(), 'electron-builder.yml'), 'utf8')
  const block = /^electronFuses:\n((?: {2}\w+: \w+\n)+)/m.exec(text)?.[1] ?? ''
  const fuses = Object.fromEntries(
    [...block.matchAll(/^ {2}(\w+): (\w+)$/gm)].map(([, name, is]) => [name, is]),
  )
  expect(fuses).toEqual({
    runAsNode: 'false',
    enableCookieEncryption: 'true',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    enableEmbeddedAsarIntegrityValidation: 'true',
    onlyLoadAppFromAsar: 'true',
    grantFileProtocolExtraPrivileges: 'false',
  })
  // Each is one that electron-builder knows; a name that is none it would refuse only when a package is built.
  const scheme = readFileSync(path.join(packageRoot(), 'node_modules/app-builder-lib/scheme.json'), 'utf8')
  for (const name of Object.keys(fuses)) expect(scheme).toContain(`"${name}"`)
})
