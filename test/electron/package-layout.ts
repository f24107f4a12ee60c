/**
 * @file Builds the product's own Electron shell for the old Electron, laid out in a folder as a package is: the real main.ts,
 * preload.ts and window, with the missing parts (old/) under them and the syntax lowered.
 */
import { existsSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type InlineConfig, type Plugin } from 'vite'
import { packageRoot } from '../../main/engine/folders.ts'

const OLD = path.join(import.meta.dirname, 'old')
const SHELL = 'dist/main/shells/electron'

export interface Layout {
  /** Absolute paths. */
  main: string
  /** To be imported by Node before the engine's entry. */
  engineShim: string
}

/** @param folder Made by this. */
export async function layOut(folder: string): Promise<Layout> {
  const root = packageRoot()
  const shell = path.join(folder, SHELL)
  await mkdir(shell, { recursive: true })
  await writeFile(path.join(folder, 'package.json'), '{ "name": "twinsort" }\n')
  await symlink(path.join(root, 'resources'), path.join(folder, 'resources'))
  const engine = pathToFileURL(path.join(root, 'main/shells/electron/engine-main.ts')).href
  await writeFile(path.join(shell, 'engine-main.js'), `void import(${JSON.stringify(engine)})\n`)
  await build(commonJs(path.join(OLD, 'main.mjs'), shell, 'main.cjs', 'es2019', 'electron-main.mjs'))
  const preload = path.join(root, 'main/shells/electron/preload.ts')
  await build(commonJs(preload, shell, 'preload.cjs', 'es2020', 'electron-preload.mjs'))
  await build(windowFor83(root, path.join(folder, 'dist/renderer')))
  return { main: path.join(shell, 'main.cjs'), engineShim: path.join(OLD, 'engine.mjs') }
}

function commonJs(
  entry: string,
  outDir: string,
  name: string,
  target: string,
  electron: string,
): InlineConfig {
  return {
    configFile: false,
    root: packageRoot(),
    logLevel: 'warn',
    plugins: [oldModules(path.join(OLD, electron))],
    resolve: { conditions: ['node', 'import', 'default'] },
    build: {
      target,
      outDir,
      emptyOutDir: false,
      minify: false,
      lib: { entry, formats: ['cjs'], fileName: () => name },
      rolldownOptions: { platform: 'node' },
    },
  }
}

/** `electron` and modules of Node as the product imports them lead to what stands in for them, which gets the real ones. */
function oldModules(electron: string): Plugin {
  return {
    name: 'old-modules',
    enforce: 'pre',
    resolveId(name, importer) {
      const fromUs = importer?.startsWith(OLD) === true
      if (name === 'electron') return fromUs ? { id: name, external: true } : electron
      if (name === 'node:fs/promises' && !fromUs) return path.join(OLD, 'fs-promises.mjs')
      if (name === 'node:util' && !fromUs) return path.join(OLD, 'node.mjs')
      // Node 12 has no module with a slash in its name, and Electron would only show a dialog about it.
      if (isBuiltin(name) && name.includes('/')) this.error(`${name} needs a stand-in in test/electron/old.`)
      // It knows its own modules by their plain names only.
      if (isBuiltin(name)) return { id: name.replace(/^node:/, ''), external: true }
      return undefined
    },
  }
}

/** The window as it is, or, until there is one, a page that says so. */
function windowFor83(root: string, outDir: string): InlineConfig {
  const own = path.join(root, 'vite.config.ts')
  const language = path.join(OLD, 'language.mjs')
  return {
    ...(existsSync(own) ? { configFile: own } : {}),
    root: path.join(root, 'renderer'),
    logLevel: 'warn',
    plugins: [
      {
        name: 'old-language',
        transform: (code, id) =>
          id === path.join(root, 'renderer/main.ts')
            ? `import ${JSON.stringify(language)}\n${code}`
            : undefined,
      },
    ],
    build: { outDir, emptyOutDir: true, target: 'es2020', cssTarget: 'chrome83' },
  }
}
