/**
 * Bundles the Electron shell's preloads, a step of `npm run build`: a sandboxed preload cannot import files, so each has
 * to be one, and CommonJS. What they are made of stands in main/shells/electron/preload.ts and hidden-preload.ts.
 */
import path from 'node:path'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const folder = 'main/shells/electron'
/** Somewhere else for the test that looks at it. */
const [, , outDir = path.join(root, 'dist', folder)] = process.argv

for (const name of ['preload', 'hidden-preload']) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      target: 'es2024',
      outDir,
      emptyOutDir: false, // the shell itself is there
      minify: false,
      sourcemap: false, // a sandboxed preload has no file to look it up in
      lib: { entry: path.join(root, folder, `${name}.ts`), formats: ['cjs'], fileName: () => `${name}.cjs` },
      rolldownOptions: { external: ['electron'] },
    },
  })
}
