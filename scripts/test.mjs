/**
 * @file `npm test`: the whole check, then every test. `npm test -- PATTERN` runs only the test files whose path holds PATTERN,
 * without the check; whatever stands after `--` is handed to vitest.
 */
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const vitest = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run']

/**
 * What runs, one after the other, each as the arguments of a Node.
 * @param {string[]} words those after `--`
 * @param {string | undefined} npm the file of npm that started this script
 */
function stepsOf(words, npm) {
  if (words.length > 0) return [[...vitest, ...words]]
  if (npm === undefined) throw new Error('Start it by npm: npm test')
  return ['check', 'test:all'].map((name) => [npm, 'run', '-s', name])
}

function main() {
  for (const step of stepsOf(process.argv.slice(2), process.env.npm_execpath)) {
    const { status, error } = spawnSync(process.execPath, step, { cwd: root, stdio: 'inherit' })
    if (error !== undefined) throw error
    if (status === 0) continue
    process.exitCode = status ?? 1 // null: a signal ended it
    return
  }
}

main()
