/**
 * @file What a package for people is made with (electron-builder.yml): a form that electron-builder knows, and switches in the executable
 * that nobody can turn back later. What lies in a package: `npm run package:check`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { addLibraryLink } from '../../../main/engine/library-link.ts'
import { temporaryFolder } from '../../support/folder.ts'

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
})

test('the ending of the file that stands for a library is registered, folders only where that takes them from nobody', async () => {
  const text = readFileSync(path.join(packageRoot(), 'electron-builder.yml'), 'utf8')
  const folder = await temporaryFolder()
  addLibraryLink(folder)
  const [link] = readdirSync(folder)
  expect(text).toContain(`  - ext: ${path.extname(link).slice(1)}\n`)
  expect(text).toMatch(/LSHandlerRank: Alternate\n {8}LSItemContentTypes: \[public\.folder\]/)
  expect(text).not.toMatch(/inode/)
  // What the installer takes back is what it wrote.
  const menu = readFileSync(path.join(packageRoot(), /^ {2}include: (\S+)$/m.exec(text)?.[1] ?? ''), 'utf8')
  const [install, uninstall] = menu.split('!macro customUnInstall')
  const written = [...install.matchAll(/WriteRegStr SHCTX "([^"]+)"/g)].map(([, key]) => key)
  const removed = [...uninstall.matchAll(/DeleteRegKey SHCTX "([^"]+)"/g)].map(([, key]) => key)
  expect(written.length).toBeGreaterThan(1)
  for (const key of written)
    expect(
      removed.some((each) => key.startsWith(each)),
      key,
    ).toBe(true)
})

test('electron-builder knows everything in it', async () => {
  // By its own schema, which it would read only when a package is built.
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const builder = createRequire(resolve('app-builder-lib'))
  const load = builder('js-yaml') as { load: (text: string) => unknown }
  const { validateConfiguration } = builder('./util/config/config.js') as {
    validateConfiguration: (config: unknown, logger: { add: () => void; isEnabled: boolean }) => Promise<void>
  }
  const logger = { add: () => undefined, isEnabled: false }
  const config = load.load(readFileSync(path.join(packageRoot(), 'electron-builder.yml'), 'utf8'))
  await validateConfiguration(config, logger)
  // As the workflow adds it.
  const feed = { provider: 'generic', url: 'https://updates.example.org/' }
  await validateConfiguration({ ...(config as object), publish: feed }, logger)
  const wrong = { ...(config as object), linux: { targets: ['deb'] } }
  await expect(validateConfiguration(wrong, logger)).rejects.toThrow(/linux/)
})
