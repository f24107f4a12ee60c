/** @file Has what lies in a package do the main job by Node, as its command does: read, group, label, train and suggest drawn pictures. */
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { drawFolder } from './drawn-folder.mjs'

const run = promisify(execFile)

/**
 * @param {string} app the package's files, taken out of their archive
 * @param {string} folder made by this
 * @returns {Promise<string[]>} what went wrong
 */
export async function problemsOfMainJob(app, folder) {
  await mkdir(folder, { recursive: true })
  const drawn = await drawFolder(folder)
  const out = path.join(folder, 'out.csv')
  const problems = []
  for (const [words, isRight] of [
    [['index', drawn.photos], ({ photos }) => photos === drawn.count],
    [['group'], ({ clusters }) => clusters > 0],
    [['label', '--file', drawn.labels], ({ labelled }) => labelled === drawn.labelled],
    [['train', '--epochs', '2', '--backend', 'wasm'], ({ backend }) => backend === 'wasm'],
    [['suggest'], ({ suggestions }) => suggestions.length === drawn.count - drawn.labelled],
    [['export', '--format', 'csv', '--out', out], ({ written }) => written === drawn.labelled],
    [['check'], ({ ok }) => ok],
  ]) {
    const said = await answerOf(path.join(app, 'dist/main/shells/packaged/main.js'), folder, words)
    if (!isRight(said)) problems.push(`${words[0]}: ${JSON.stringify(said).slice(0, 300)}`)
  }
  return problems
}

/**
 * What a command answers, in one object.
 * @param {string} main the application's first file
 * @param {string} folder that holds the library
 */
export async function answerOf(main, folder, words) {
  const options = ['--library', path.join(folder, 'library'), '--json']
  const env = { ...process.env, INIT_CWD: folder }
  const done = run(process.execPath, [main, '--command', ...words, ...options], { cwd: folder, env })
  const { stdout = '', message } = await done.catch((failure) => failure)
  try {
    return JSON.parse(stdout)
  } catch {
    return { error: stdout === '' ? message : stdout }
  }
}
