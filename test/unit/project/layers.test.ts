/** @file The layer rule bites: each rule of .dependency-cruiser.mjs reports a violation drawn for it, and allowed imports pass. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cruise } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const options = await extractOptions(path.join(root, '.dependency-cruiser.mjs'))
const ruleNames = options.ruleSet?.forbidden?.map((rule) => rule.name ?? '') ?? []

const value = 'export const value = 1\n'
const imports = (...modules: string[]) =>
  modules.map((module, i) => `import { value as v${i} } from '${module}'\nexport { v${i} }\n`).join('')

/** Files that keep to the rules. */
const allowed: Record<string, string> = {
  'shared/domain.ts': imports('zod'),
  'shared/codec.ts': imports('@msgpack/msgpack'),
  'main/files/cache-folder.ts': imports('../../shared/domain.ts'),
  'main/math/matrix.ts': imports('../../shared/domain.ts'),
  'main/math/onnx/onnx-runtime.ts': imports('onnxruntime-node', '../matrix.ts'),
  'main/workers/worker-port.ts': imports('../../shared/domain.ts', '../math/matrix.ts'),
  'main/group/kmeans.ts': imports('../math/matrix.ts', '../workers/worker-port.ts', './neighbours.ts'),
  'main/group/neighbours.ts': imports('../../shared/domain.ts', 'node:os'),
  'main/store/photos.ts': imports('../files/cache-folder.ts', '../math/matrix.ts', 'better-sqlite3'),
  'main/jobs/group.ts': imports('../group/kmeans.ts', '../store/photos.ts', './context.ts'),
  'main/jobs/context.ts': `import type { value } from '../store/photos.ts'\nexport type Context = typeof value\n`,
  'main/engine/engine.ts': imports('../jobs/group.ts', '../store/photos.ts'),
  'main/lab/simulate.ts': imports('../jobs/group.ts', '../group/kmeans.ts'),
  'main/engine/handlers/measures.ts': imports('../../lab/simulate.ts'),
  'main/shells/cli/main.ts': imports(
    '../../engine/engine.ts',
    '../../files/cache-folder.ts',
    './terminal.ts',
    '../web/server.ts',
    'commander',
  ),
  'main/shells/web/server.ts': imports('../../engine/engine.ts', '../../../shared/codec.ts'),
  'main/shells/cli/terminal.ts': imports('../../../shared/domain.ts'),
  'main/shells/packaged/main.ts': imports('../cli/main.ts', '../electron/main.ts'),
  'main/shells/electron/main.ts': imports('electron', '../../engine/engine.ts'),
  'renderer/app.ts': imports('vue', 'pinia', 'vue-router', '../shared/domain.ts', './view.ts', './i18n.ts'),
  'renderer/view.ts': imports('vue', '@tanstack/vue-virtual', '@lucide/vue', 'd3-scale', 'd3-shape'),
  'renderer/app/start.ts': `${imports('../features/audit/index.ts')}import View from '../features/audit/PlanView.vue'\nexport const view = View\n`,
  'renderer/features/audit/plan.ts': imports('vue'),
  'renderer/features/audit/index.ts': imports('./plan.ts'),
  'renderer/features/audit/PlanView.vue': '<template><p /></template>\n',
  'renderer/i18n.ts': `import { createI18n } from 'vue-i18n'\nimport words from '../resources/locales/en/window.json'\nexport const made = [createI18n, words]\n`,
  'resources/locales/en/window.json': '{}',
  'test/kmeans.test.ts': imports('../main/group/kmeans.ts', 'vitest', 'better-sqlite3'),
}

const commandLineRule = 'command-line-imports-only-the-engine-and-the-web-shell'

/** One wrong file, or pair of files, for each wrong turn: [rule, file, what it imports or contains]. */
const violations: [rule: string, file: string, source: string][] = [
  [
    'stages-import-only-files-math-workers-and-shared',
    'main/learn/peeks-at-group.ts',
    imports('../group/kmeans.ts'),
  ],
  [
    'stages-import-only-files-math-workers-and-shared',
    'main/group/peeks-at-store.ts',
    imports('../store/photos.ts'),
  ],
  [
    'stages-import-only-files-math-workers-and-shared',
    'main/model/calls-a-job.ts',
    imports('../jobs/group.ts'),
  ],
  [
    'stages-import-only-files-math-workers-and-shared',
    'main/math/peeks-at-group.ts',
    imports('../group/kmeans.ts'),
  ],
  [
    'stages-import-only-files-math-workers-and-shared',
    'main/store/borrows-a-type.ts',
    `import type { value } from '../group/kmeans.ts'\nexport type Borrowed = typeof value\n`,
  ],
  ['jobs-import-only-stages-and-store', 'main/jobs/calls-the-engine.ts', imports('../engine/engine.ts')],
  [
    'the-laboratory-imports-only-jobs-stages-and-store',
    'main/lab/calls-the-engine.ts',
    imports('../engine/engine.ts'),
  ],
  [
    'the-laboratory-is-reached-only-by-its-handlers',
    'main/engine/measures-on-its-own.ts',
    imports('../lab/simulate.ts'),
  ],
  [
    'the-laboratory-is-reached-only-by-its-handlers',
    'main/engine/handlers/review.ts',
    imports('../../lab/simulate.ts'),
  ],
  ['jobs-import-only-stages-and-store', 'main/jobs/measures-itself.ts', imports('../lab/simulate.ts')],
  [
    'the-laboratory-is-reached-only-by-its-handlers',
    'main/jobs/measures-itself.ts',
    imports('../lab/simulate.ts'),
  ],
  [
    'a-feature-shows-only-its-index',
    'renderer/features/export/looks-inside.ts',
    imports('../audit/plan.ts', '../audit/index.ts'),
  ],
  ['the-app-opens-features-by-view-or-index', 'renderer/app/router.ts', imports('../features/audit/plan.ts')],
  ['what-features-share-knows-no-feature', 'renderer/ui/button.ts', imports('../features/audit/index.ts')],
  ['what-features-share-knows-no-feature', 'renderer/stores/photos.ts', imports('../app/start.ts')],
  [
    'stores-import-no-components',
    'renderer/features/audit/audit-store.ts',
    "import Plan from './PlanView.vue'\nexport const store = Plan\n",
  ],
  ['engine-imports-no-shell', 'main/engine/calls-a-shell.ts', imports('../shells/cli/terminal.ts')],
  ['shells-import-only-the-engine', 'main/shells/web/skips-the-engine.ts', imports('../../store/photos.ts')],
  ['shells-import-only-the-engine', 'main/shells/web/other-shell.ts', imports('../cli/terminal.ts')],
  [commandLineRule, 'main/shells/cli/skips-the-engine.ts', imports('../../store/photos.ts')],
  [commandLineRule, 'main/shells/cli/other-shell.ts', imports('../electron/main.ts')],
  [
    'the-installed-application-is-the-window-or-the-command-line',
    'main/shells/packaged/calls-the-engine.ts',
    imports('../../engine/engine.ts'),
  ],
  ['renderer-imports-only-shared', 'renderer/calls-the-engine.ts', imports('../main/engine/engine.ts')],
  ['renderer-imports-only-shared', 'renderer/uses-node.ts', imports('node:fs')],
  ['renderer-imports-only-shared', 'renderer/uses-a-library-of-the-engine.ts', imports('sharp')],
  ['shared-imports-only-zod-and-msgpack', 'shared/uses-node.ts', imports('node:path')],
  ['shared-imports-only-zod-and-msgpack', 'shared/uses-math.ts', imports('../main/math/matrix.ts')],
  ['electron-only-in-its-shell', 'main/engine/opens-a-window.ts', imports('electron')],
  ['database-only-in-the-store', 'main/jobs/opens-a-database.ts', imports('better-sqlite3')],
  ['onnx-runtime-only-by-its-door', 'main/model/loads-it-itself.ts', imports('onnxruntime-node')],
  ['onnx-runtime-only-by-its-door', 'test/loads-it-itself.test.ts', imports('onnxruntime-node', 'vitest')],
  ['no-tensors-in-the-store', 'main/store/keeps-a-tensor.ts', imports('@tensorflow/tfjs-core')],
  [
    'stages-import-only-files-math-workers-and-shared',
    'main/ingest/uses-a-test.ts',
    imports('../../test/kmeans.test.ts'),
  ],
  ['no-file-outside-the-layers', 'main/helpers.ts', imports('./group/kmeans.ts')],
  ['no-file-outside-the-layers', 'main/utilities/helpers.ts', imports('../../shared/domain.ts')],
  ['product-imports-no-dev-dependency', 'main/ingest/ships-a-test-runner.ts', imports('vitest')],
  ['no-cycles', 'main/learn/chicken.ts', imports('./egg.ts')],
  ['', 'main/learn/egg.ts', imports('./chicken.ts')], // the cycle is reported once, at its first file
  ['no-unresolved-import', 'main/learn/typing-mistake.ts', imports('./no-such-file.ts')],
  ['no-orphans', 'main/ingest/forgotten.ts', value],
]

const packages: Record<'dependencies' | 'devDependencies', string[]> = {
  dependencies: [
    'zod',
    '@msgpack/msgpack',
    'better-sqlite3',
    '@tensorflow/tfjs-core',
    'commander',
    'onnxruntime-node',
    'sharp',
    'vue',
    'vue-router',
    'vue-i18n',
    'pinia',
    '@tanstack/vue-virtual',
    '@lucide/vue',
    'd3-scale',
    'd3-shape',
  ],
  devDependencies: ['vitest', 'electron'],
}

async function plant(folder: string, files: Record<string, string>): Promise<void> {
  for (const [file, source] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true })
    await writeFile(path.join(folder, file), source)
  }
}

/** A throw-away tree with these files, and the packages that they import. */
async function plantTree(folder: string, files: Record<string, string>): Promise<void> {
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '*']))
  const manifest = {
    dependencies: versions(packages.dependencies),
    devDependencies: versions(packages.devDependencies),
  }
  await plant(folder, { ...files, 'package.json': JSON.stringify(manifest) })
  for (const name of [...packages.dependencies, ...packages.devDependencies]) {
    await plant(path.join(folder, 'node_modules', name), {
      'package.json': JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      'index.js': value,
    })
  }
  await cp(path.join(root, 'tsconfig.json'), path.join(folder, 'tsconfig.json'))
}

/** Every violation in the tree at `folder`, as `rule: file`. */
async function violationsIn(folder: string): Promise<string[]> {
  const { output } = await cruise(['.'], { ...options, baseDir: folder, outputType: 'json' })
  const { summary } =
    typeof output === 'string' ? (JSON.parse(output) as Exclude<typeof output, string>) : output
  return summary.violations.map((violation) => `${violation.rule.name}: ${violation.from}`).sort()
}

describe('the layer rule', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'twinsort-layers-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('lets every allowed import pass', async () => {
    const right = path.join(folder, 'right')
    await plantTree(right, allowed)
    expect(await violationsIn(right)).toEqual([])
  })

  test('reports each violation by its rule, and nothing else', async () => {
    const wrong = path.join(folder, 'wrong')
    const wrongFiles = Object.fromEntries(violations.map(([, file, source]) => [file, source]))
    await plantTree(wrong, { ...allowed, ...wrongFiles })
    const expected = violations.filter(([rule]) => rule !== '').map(([rule, file]) => `${rule}: ${file}`)
    expect(await violationsIn(wrong)).toEqual(expected.sort())
  })

  test('has a violation drawn for every rule', () => {
    expect(ruleNames.filter((name) => !violations.some(([rule]) => rule === name))).toEqual([])
    expect(ruleNames.length).toBeGreaterThan(10)
  })

  test('finds nothing in the real tree', async () => {
    expect(await violationsIn(root)).toEqual([])
  })
})
