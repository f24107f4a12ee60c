/**
 * @file `npm run check`: every script of package.json that is called `check:SOMETHING`, two at a time. What each of them says comes
 * in one piece when it ends; all of them run, also after one that failed.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'

const root = path.resolve(import.meta.dirname, '..')
/** Each keeps about one processor busy, and may need a gigabyte. */
const AT_ONCE = 2
/** Takes about as long as all others together, so it begins first. */
const LONGEST = 'check:components'

function namesOfChecks() {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const names = Object.keys(scripts).filter((name) => name.startsWith('check:'))
  return [LONGEST, ...names.filter((name) => name !== LONGEST)]
}

/**
 * @param {string} name of a script of package.json
 * @param {string} npm the file of npm that started this script
 * @returns {Promise<boolean>} whether it ended well
 */
async function passes(name, npm) {
  const child = spawn(process.execPath, [npm, 'run', '-s', name], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { promise, resolve, reject } = Promise.withResolvers()
  child.on('error', reject)
  child.on('close', resolve) // null where a signal ended it
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), promise])
  process.stdout.write(out)
  process.stderr.write(err)
  if (code === 0) return true
  console.error(`npm run ${name} failed.`)
  return false
}

async function main() {
  const npm = process.env.npm_execpath
  if (npm === undefined) throw new Error('Start it by npm: npm run check')
  const waiting = namesOfChecks()
  const next = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (!(await passes(name, npm))) process.exitCode = 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}

await main()
