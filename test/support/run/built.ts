/**
 * @file Where the programs lie that tests start: in the build, unless that is older than the sources. A bundle starts in half of the
 * processor time that every module's own file takes, and the whole run starts thousands. What a test calls itself is always a source.
 */
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.resolve(import.meta.dirname, '../../..')
/** Written last by `npm run build`. */
const NOTED = path.join(root, 'dist/main/build.json')
/** Told to the processes of one run: programs shall not change beneath a run that is going on. */
const VARIABLE = 'TWINSORT_TESTS_START'

/** In milliseconds since 1970; a folder's counts too: a file that was moved or removed keeps its own time. */
function latestChange(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Math.max(...['', ...names].map((name) => statSync(path.join(folder, name)).mtimeMs))
}

function isFresh(): boolean {
  const built = statSync(NOTED, { throwIfNoEntry: false })
  if (built === undefined) return false
  return ['main', 'shared'].every((name) => latestChange(path.join(root, name)) <= built.mtimeMs)
}

/** Once for each run, before its processes begin. */
export function chooseWhatTestsStart(): void {
  if (process.env[VARIABLE] !== undefined) return
  process.env[VARIABLE] = isFresh() ? 'built' : 'sources'
  if (!startsBuilt())
    console.log('What tests start runs from the sources: the build is older (npm run build).')
}

export function startsBuilt(): boolean {
  return process.env[VARIABLE] === 'built'
}

/** @param module a source of `main` from the root, without an extension, that the build has as a file of its own: a program or a worker */
export function placeOf(module: string): URL {
  return pathToFileURL(
    startsBuilt() ? path.join(root, 'dist', `${module}.js`) : path.join(root, `${module}.ts`),
  )
}
