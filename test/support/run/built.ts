/**
 * @file Where the programs lie that tests start: in the build, unless that is older than the sources. A bundle starts in half of the
 * processor time that every module's own file takes, and the whole run starts thousands. What a test calls itself is always a source.
 */
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.resolve(import.meta.dirname, '../../..')
/** Written when `npm run build` begins, and when it has ended. */
const [BEGUN, ENDED] = ['dist/begun', 'dist/main/build.json'].map((name) => path.join(root, name))
/** Of `test/support` the benchmarks that tests start need nothing. */
const SOURCES = ['main', 'shared', 'test/bench', 'scripts/bundle-main.mjs', 'package-lock.json']
/** Told to the processes of one run: all of them shall start the same. */
const VARIABLE = 'TWINSORT_TESTS_START'

/** In milliseconds since 1970; undefined where there is no such file. */
function changedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}

/** Of a file, or of all in a folder; folders count, too: a file that was moved or removed keeps its own time. */
function latestChange(place: string): number {
  const names = statSync(place).isDirectory() ? readdirSync(place, { recursive: true, encoding: 'utf8' }) : []
  return Math.max(...['', ...names].map((name) => statSync(path.join(place, name)).mtimeMs))
}

function isFresh(): boolean {
  const [begun, ended] = [changedAt(BEGUN), changedAt(ENDED)]
  if (begun === undefined || ended === undefined || ended < begun) return false
  return SOURCES.every((name) => latestChange(path.join(root, name)) <= begun)
}

/** Once for each run, before its processes begin. Where files are watched, sources may change at any time: they are started. */
export function chooseWhatTestsStart(): void {
  if (process.env[VARIABLE] !== undefined) return
  const isOneRun = process.argv.includes('run')
  process.env[VARIABLE] = isOneRun && isFresh() ? 'built' : 'sources'
  if (isOneRun && !startsBuilt())
    console.log('What tests start runs from the sources: the build is older (npm run build).')
}

export function startsBuilt(): boolean {
  return process.env[VARIABLE] === 'built'
}

/**
 * @param module a source from the root, without an extension, that the build has as a file of its own: a program or a worker
 *   of `main`, or the benchmarks
 */
export function placeOf(module: string): URL {
  return pathToFileURL(
    startsBuilt() ? path.join(root, 'dist', `${module}.js`) : path.join(root, `${module}.ts`),
  )
}
