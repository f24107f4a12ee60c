/**
 * Bundles the page of the hidden window into dist/hidden-window, a step of `npm run build`: training in a browser, with
 * TensorFlow.js and its WebGPU backend. What it is made of stands in main/jobs/training/thread/hidden-window/page.ts.
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.join(root, 'main/jobs/training/thread/hidden-window')
/** Somewhere else for the test that opens it. */
const [, , outDir = path.join(root, 'dist/hidden-window')] = process.argv

/** What a page has in the place of Node's. */
const STAND_INS = [{ find: /^.*\/product-graphs\.ts$/, replacement: path.join(folder, 'page-products.ts') }]

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  resolve: { alias: STAND_INS },
  build: {
    target: 'es2024',
    outDir,
    emptyOutDir: true,
    sourcemap: false,
    license: { fileName: 'licences.json' }, // what the bundle holds of others: scripts/notices.mjs reads it
    reportCompressedSize: false,
    lib: { entry: path.join(folder, 'page.ts'), formats: ['es'], fileName: () => 'page.js' },
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
})
const page =
  '<!doctype html><meta charset="utf-8"><title>Twinsort computes</title><script type="module" src="/page.js"></script>'
await writeFile(path.join(outDir, 'index.html'), `${page}\n`)
