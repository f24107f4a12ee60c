/**
 * @file The layer rule: which folder may import which (drawn in ARCHITECTURE.md, decided in docs/adr/0001). Types count as
 * imports. test/unit/project/layers.test.ts proves that each rule bites; a rule without a violation there fails that test.
 */
const ourCode = '^(main|renderer|shared|test|scripts)/'
const stages = 'files|math|workers|ingest|model|group|learn|store'
/** Installed only where its own download succeeds: see scripts/optional-parts.mjs. */
const optionalPackages = '^@tensorflow/tfjs-node(-gpu)?$'

/** What the window is made with. */
const viewLibraries =
  'vue|vue-router|vue-i18n|pinia|reka-ui|zod|@panzoom/panzoom|@tanstack/vue-virtual|@lucide/vue|d3-scale|d3-shape|@types/d3-(scale|shape)'

/** A rule for one folder of ours: of our own code it may import only `allowed`. */
function onlyOurs(name, from, allowed, comment) {
  return { name, severity: 'error', comment, from: { path: from }, to: { path: ourCode, pathNot: allowed } }
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    onlyOurs(
      'stages-import-only-files-math-workers-and-shared',
      `^main/(${stages})/`,
      '^(shared|main/files|main/math|main/workers|main/$1)/',
      'A stage is pure and knows no other stage; main/jobs joins them.',
    ),
    onlyOurs('jobs-import-only-stages-and-store', '^main/jobs/', `^(shared|main/(jobs|${stages}))/`),
    onlyOurs(
      'the-laboratory-imports-only-jobs-stages-and-store',
      '^main/lab/',
      `^(shared|main/(lab|jobs|${stages}))/`,
    ),
    {
      name: 'the-laboratory-is-reached-only-by-its-handlers',
      severity: 'error',
      comment: 'main/lab measures the product; the product itself never depends on what measures it.',
      from: { path: '^(main|renderer|shared)/', pathNot: '^main/(lab/|engine/handlers/measures\\.ts$)' },
      to: { path: '^main/lab/' },
    },
    onlyOurs('engine-imports-no-shell', '^main/engine/', `^(shared|main/(engine|lab|jobs|${stages}))/`),
    onlyOurs(
      'shells-import-only-the-engine',
      '^main/shells/(?!(?:cli|packaged)/)([^/]+)/',
      '^(shared|main/files|main/engine|main/shells/$1)/',
      'A shell is thin: it speaks the contract, and no other shell.',
    ),
    onlyOurs(
      'command-line-imports-only-the-engine-and-the-web-shell',
      '^main/shells/cli/',
      '^(shared|main/files|main/engine|main/shells/(cli|web))/',
      'Its commands `serve` and `start` start the web shell; Electron is started as a program.',
    ),
    onlyOurs(
      'the-installed-application-is-the-window-or-the-command-line',
      '^main/shells/packaged/',
      '^main/shells/(packaged/|(cli|electron)/main\\.ts$)',
      'It chooses between the two, and does nothing else.',
    ),
    {
      name: 'renderer-imports-only-shared',
      severity: 'error',
      comment:
        'The window is sandboxed: its own files, shared, words and view libraries; never Node or the engine.',
      from: { path: '^renderer/' },
      to: {
        pathNot: `^(renderer|shared|resources/locales)/|(^|node_modules/)(${viewLibraries})(/|$)`,
      },
    },
    {
      name: 'a-feature-shows-only-its-index',
      severity: 'error',
      comment: 'What other features may use of a feature stands in its index.ts; the rest can change freely.',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/($1/|[^/]+/index\\.ts$)' },
    },
    {
      name: 'the-app-opens-features-by-view-or-index',
      severity: 'error',
      from: { path: '^renderer/(app/|main\\.ts$)' },
      to: {
        path: '^renderer/features/',
        pathNot: '^renderer/features/[^/]+/([A-Za-z]+View\\.vue|index\\.ts)$',
      },
    },
    {
      name: 'what-features-share-knows-no-feature',
      severity: 'error',
      from: { path: '^renderer/(ui|stores|words|connection|i18n\\.ts)' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'stores-import-no-components',
      severity: 'error',
      from: { path: '^renderer/(stores/|features/.*-store\\.ts$)' },
      to: { path: '\\.vue$' },
    },
    {
      name: 'shared-imports-only-zod-and-msgpack',
      severity: 'error',
      comment: 'Everything imports shared, in Node and in the window, so it imports only what runs in both.',
      from: { path: '^shared/' },
      to: { pathNot: '^shared/|(^|node_modules/)(zod|@msgpack/msgpack)(/|$)' },
    },
    {
      name: 'electron-only-in-its-shell',
      severity: 'error',
      comment: 'And in what stands in for it where the test of the shell runs in an old Electron.',
      from: { pathNot: '^(main/shells/electron|test/electron/old)/' },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'database-only-in-the-store',
      severity: 'error',
      comment: 'A stage never sees the database; tests may open one to set up a fixture.',
      from: { path: '^(main|renderer|shared)/', pathNot: '^main/store/' },
      to: { path: '(^|node_modules/)better-sqlite3(/|$)' },
    },
    {
      name: 'no-tensors-in-the-store',
      severity: 'error',
      comment: 'The store keeps bytes and Matrix; it never sees a tensor.',
      from: { path: '^main/store/' },
      to: { path: '(^|node_modules/)(@tensorflow|onnxruntime-[a-z]+)(/|$)' },
    },
    {
      name: 'onnx-runtime-only-by-its-door',
      severity: 'error',
      comment: 'main/math/onnx/onnx-runtime.ts turns off its reports to its maker before it loads.',
      from: { pathNot: '^(main/math/onnx/onnx-runtime\\.ts$|docs/examples/)' },
      to: { path: '(^|node_modules/)onnxruntime-[a-z]+(/|$)' },
    },
    {
      name: 'no-file-outside-the-layers',
      severity: 'error',
      comment: 'A file that stands beside the layers escapes every rule above.',
      from: { path: '^main/', pathNot: `^main/(${stages}|jobs|lab|engine|shells/[^/]+)/` },
      to: {},
    },
    {
      name: 'product-imports-no-dev-dependency',
      severity: 'error',
      comment:
        'A package for development only is not in what we ship (vite bundles the window and the hidden one; Electron is what runs us).',
      from: { path: '^(main|shared)/', pathNot: '^main/jobs/training/thread/hidden-window/page' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '(^|node_modules/)(@types|electron)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved-import',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: optionalPackages },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that imports nothing and is imported by nobody is forgotten (knip finds the rest).',
      from: { orphan: true, path: '^(main|renderer|shared)/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|dist-packages|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
