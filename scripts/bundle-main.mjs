/**
 * Bundles the engine and its shells into dist/main, and the benchmarks into dist/test, a step of `npm run build`: loading a file for
 * each module took most of the time that a command or a worker needs to start (docs/adr/0050). Everything that is started by name, shells,
 * workers and processes, stays a file at its own place; what they share lies in chunks/.
 */
import { globSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { rolldown } from 'rolldown'

const root = path.resolve(import.meta.dirname, '..')
const outDir = path.join(root, 'dist')

const PRODUCT = [
  'main/shells/{cli,electron,packaged}/main.ts',
  'main/shells/electron/engine-main.ts',
  'main/engine/host/engine-child.ts',
  'main/**/*-worker.ts',
]
const BENCHMARKS = ['test/bench/{main,*.bench,*-child}.ts']
/** Loaded by each start; as it is published, half of its hundred modules are sentences in other languages. */
const BUNDLED = new Set(['zod'])
/** What may be imported from outside; anything else would be lacking in a package, such as what the bundler adds for new syntax. */
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest
const PACKAGES = new Set(
  [dependencies, optionalDependencies, peerDependencies, devDependencies].flatMap((list) =>
    Object.keys(list),
  ),
)
const packageOf = (id) => id.split('/', id.startsWith('@') ? 2 : 1).join('/')

/** The command line, but for what it listens to and says before all else is loaded. */
const COMMAND = path.join(root, 'main/shells/cli/run.ts')

/** A module finds workers, WebAssembly and resources beside itself: whatever chunk it is in, its address is that of its own place in dist/. */
const places = {
  name: 'places',
  transform: {
    filter: { id: /\.ts$/, code: /import\.meta\./ },
    handler(code, id) {
      if (/import\.meta\.(dir|file)name/.test(code))
        throw new Error(`${id}: places are told by import.meta.url.`)
      const place = path.relative(root, id).split(path.sep).join('/').replace(/ts$/, 'js')
      return { code: code.replaceAll('import.meta.url', `__placeOf(${JSON.stringify(place)})`), map: null }
    },
  },
  renderChunk(code, { fileName, imports }) {
    // What a file imports from outside its bundle is loaded before the file itself begins, which has to turn off reports to its maker.
    if (imports.includes('onnxruntime-node'))
      throw new Error(`${fileName} loads ONNX Runtime before all else.`)
    return code.replaceAll(/__placeOf\("([^"]+)"\)/g, (_, place) => {
      const there = path.posix.relative(path.posix.dirname(fileName), place)
      return `new URL(${JSON.stringify(there)}, import.meta.url).href`
    })
  },
}

/**
 * Puts together what the same of these files import before they begin. Left to itself the bundler also cuts along what is
 * imported later, when asked for: some hundred chunks, most of which every engine loads.
 */
function groupsBy(entries) {
  let needs
  const needsOf = (graph) => {
    const found = new Map()
    for (const [number, entry] of entries.entries()) {
      const reached = new Set([entry])
      for (const id of reached) {
        for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(imported)
        found.set(id, [...(found.get(id) ?? []), number])
      }
    }
    return found
  }
  return {
    debugName: 'shared',
    name(id, graph) {
      needs ??= needsOf(graph)
      const by = needs.get(id) ?? []
      const isShared = by.length > 1 && !entries.includes(id)
      return isShared ? `shared-${by.reduce((sum, number) => sum + 2 ** number, 0).toString(36)}` : null
    },
  }
}

async function bundle(patterns, folder) {
  const files = globSync(patterns, { cwd: root })
    .map((file) => file.split(path.sep).join('/'))
    .sort()
  const entries = files.map((file) => path.join(root, file))
  const bundler = await rolldown({
    cwd: root,
    input: Object.fromEntries(files.map((file, i) => [file.replace(/\.ts$/, ''), entries[i]])),
    platform: 'node',
    external: (id) => isBuiltin(id) || (PACKAGES.has(packageOf(id)) && !BUNDLED.has(id)),
    plugins: [places],
    transform: { target: 'es2024' },
    preserveEntrySignatures: 'allow-extension',
    tsconfig: false,
  })
  await bundler.write({
    dir: outDir,
    entryFileNames: '[name].js',
    chunkFileNames: `${folder}/chunks/[name]-[hash].js`,
    codeSplitting: { includeDependenciesRecursively: false, groups: [groupsBy([...entries, COMMAND])] },
  })
  await bundler.close()
}

// What is saved from now on may not be in the build: tests look at this file's time (test/support/run/built.ts).
await mkdir(outDir, { recursive: true })
await writeFile(path.join(outDir, 'begun'), '')
for (const folder of ['main', 'shared', 'test'])
  await rm(path.join(outDir, folder), { recursive: true, force: true })
await bundle(PRODUCT, 'main')
await bundle(BENCHMARKS, 'test/bench')
