/** @file What a start loads: commands, engines and threads begin hundreds of times, and need little of what there is. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { temporaryFolder } from '../../support/folder.ts'

const root = packageRoot()

/** Packages that compute or read pictures: each takes longer to load than a short command may take. */
const HEAVY = /^(sharp|onnxruntime-\w+|protobufjs|@tensorflow\/[\w-]+|libheif-js|hyparquet)$/

/** Writes the address of each module that is loaded to the standard error of the process. */
const REPORT = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  import { writeSync } from 'node:fs'
  registerHooks({
    load(url, context, next) {
      writeSync(2, 'loaded ' + url + '\\n')
      return next(url, context)
    },
  })`)}`

async function loadedBy(entry: string, words: readonly string[]): Promise<string[]> {
  const folder = await temporaryFolder()
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', REPORT, path.join(root, entry), ...words, '--library', path.join(folder, 'library')],
    { env: { ...process.env, XDG_CACHE_HOME: folder }, maxBuffer: 2 ** 24 },
  )
  return [...stderr.matchAll(/^loaded (\S+)$/gm)].map(([, url = '']) => url)
}

function packagesOf(urls: readonly string[]): Set<string> {
  return new Set(urls.flatMap((url) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.at(1) ?? []))
}

test.each(['main/shells/cli/main.ts', 'dist/main/shells/cli/main.js'])(
  'a short command loads nothing that computes or reads pictures: %s',
  async (entry) => {
    const loaded = await loadedBy(entry, ['status'])
    const packages = packagesOf(loaded)
    expect([...packages]).toContain('better-sqlite3')
    expect([...packages].filter((name) => HEAVY.test(name))).toEqual([])
  },
)

test('the built command line is loaded in few files', async () => {
  const loaded = await loadedBy('dist/main/shells/cli/main.js', ['status'])
  const ours = loaded.filter((url) => url.includes('/dist/main/'))
  expect(ours.length).toBeGreaterThan(5)
  expect(ours.length).toBeLessThan(70)
})

test('whatever is started by its name stands at its own place in the build', async () => {
  const files = await readdir(path.join(root, 'main'), { recursive: true })
  const started = files.filter((file) => /(-worker|engine-child|engine-main)\.ts$/.test(file))
  expect(started.length).toBeGreaterThan(14)
  for (const file of started) {
    expect(existsSync(path.join(root, 'dist/main', file.replace(/ts$/, 'js'))), file).toBe(true)
  }
})

test('no file of the build loads ONNX Runtime before its reports are turned off', async () => {
  const files = await readdir(path.join(root, 'dist/main'), { recursive: true })
  const texts = await Promise.all(
    files
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFile(path.join(root, 'dist/main', file), 'utf8')),
  )
  expect(texts.filter((text) => text.includes('import("onnxruntime-node")')).length).toBe(1)
  expect(texts.filter((text) => /^import .*["']onnxruntime-node["']/m.test(text))).toEqual([])
})
