/**
 * @file `npm run package:check`: builds the package of this system as far as this machine can, and looks at what is in it: no file
 * that the product does not need, every module that its main process, engine, workers and command line import, what native code reads
 * unpacked, how large each part is, and whether what lies there does the main job by Node. Where Electron's executable is not here, the old one stands in (`npm run electron:old`): what
 * lies in the package is the same, only its frame is not. Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { build, Platform } from 'electron-builder'
import ts from 'typescript'
import { problemsOfMainJob } from './package-run.mjs'
import { oldElectron } from '../test/electron/find-electron.ts'

const root = path.resolve(import.meta.dirname, '..')
const { resolve } = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const asar = createRequire(resolve('app-builder-lib'))('@electron/asar')

/** What may lie in a package, beside the modules that are listed in package.json and what they need. */
const OURS = [
  /^package\.json$/,
  /^LICENSE$/,
  /^THIRD-PARTY-NOTICES\.md$/,
  /^dist\/main\/.*\.(js|json|wasm|cjs)$/,
  /^dist\/(renderer|hidden-window)\//,
  /^resources\/(backbones|locales|ray|wordnet)\//,
]
/** What no package holds, whoever made it. */
const NEVER = [
  /\.(ts|mts|cts|map|tsbuildinfo|c|cc|cpp|h|o|gyp|gypi)$/,
  /^node_modules\/.*\/(test|tests|__tests__|bench|example|examples|\.github|\.bin)\//,
]
/** Files of modules that are called so and belong to them. */
const MEANT = [/\/node_modules\/.*\/(test|example|bench)\.js$/]
/** Opened by the system, which sees no archive, or read by native code. */
const UNPACKED = [/\.node$/, /\.(so|dylib|dll)(\.\d+)*$/, /^resources\//]

/** In MB, each with a reserve: what grows beyond is looked at before it is shipped, and then told here. */
const LARGEST = 150
const LARGEST_PARTS = new Map([
  ['onnxruntime-node', 48], // computes features: ONNX Runtime itself
  ['resources/backbones', 44], // the networks
  ['@img/sharp-libvips-linux-x64', 20], // decodes pictures
  ['exiftool-vendored.pl', 14], // writes keywords into photos, takes places out of copies
  ['libheif-js', 10], // HEIC
  ['dist/main', 4],
  ['dist/renderer', 8],
])
const OTHER_PARTS = 6

/** Asked for at run time, and done without where they are not there. */
const OPTIONAL = new Set(['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu', 'webgpu'])

const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-package-'))
try {
  const frame = electronFrame()
  await build({
    targets: Platform.current().createTarget('dir'),
    projectDir: root,
    publish: 'never',
    config: {
      extends: path.join(root, 'electron-builder.yml'),
      directories: { output: folder },
      ...frame.config,
    },
  })
  const resources = await resourcesIn(folder)
  const problems = await look(resources, await contentsOf(resources))
  asar.extractAll(path.join(resources, 'app.asar'), path.join(folder, 'app'))
  problems.push(...(await lackingCommand(resources)))
  problems.push(...problemsOfExifTool(resources))
  problems.push(...(await problemsOfMainJob(path.join(folder, 'app'), path.join(folder, 'main-job'))))
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  const said = `${frame.said} ${problems.length === 0 ? 'The package holds what it should, which does the main job.' : `${problems.length} problems.`}`
  process.stdout.write(`${said}\n`)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Electron as it is installed, or what stands in for it: that has no fuses. */
function electronFrame() {
  const own = path.join(root, 'node_modules/electron/dist')
  if (existsSync(own)) return { config: { electronDist: own }, said: 'Built with its own Electron.' }
  const old = path.dirname(oldElectron())
  if (!existsSync(old)) throw new Error('There is no Electron here: npm run electron:old')
  const config = { electronDist: old, electronFuses: null }
  return { config, said: 'Built around an old Electron: the executable and its fuses were not looked at.' }
}

async function resourcesIn(built) {
  const found = await readdir(built, { recursive: true })
  const archive = found.find((file) => path.basename(file) === 'app.asar')
  if (archive === undefined) throw new Error('The package has no app.asar.')
  return path.join(built, path.dirname(archive))
}

/** The command that the package brings, which has to be there for a link to it. */
async function lackingCommand(resources) {
  const folder = process.platform === 'darwin' ? resources : path.dirname(resources)
  const file = path.join(folder, 'bin', process.platform === 'win32' ? 'twinsort.cmd' : 'twinsort')
  const found = await stat(file).catch(() => undefined)
  const isRight = found?.isFile() && (process.platform === 'win32' || (found.mode & 0o111) === 0o111)
  return isRight ? [] : [`no command: ${file}`]
}

/** ExifTool lies beside the archive, without much of what comes with it: it must do what the product asks of it. */
function problemsOfExifTool(resources) {
  if (process.platform === 'win32') return [] // its parts are called otherwise there
  const home = path.join(resources, 'app.asar.unpacked/node_modules/exiftool-vendored.pl/bin')
  const file = path.join(folder, 'exif.jpg')
  copyFileSync(path.join(root, 'docs/review.jpg'), file)
  const run = (...words) =>
    spawnSync(path.join(home, 'exiftool'), ['-config', '', '-charset', 'filename=utf8', ...words, file], {
      encoding: 'utf8',
    })
  const written = run('-overwrite_original', '-GPSLatitude=48.1', '-GPSLatitudeRef=N', '-XMP-dc:Subject=hen')
  if (written.error?.code === 'ENOENT' || /perl: not found|No such file/.test(written.stderr)) {
    process.stdout.write('There is no perl here: ExifTool was not run.\n')
    return []
  }
  const read = run('-a', '-s', '-ee', '-*gps*', '-*geolocation*', '-Subject').stdout
  const removed = run('-overwrite_original', '-gps:all=', '-xmp:geotag=', '-xmp:*gps*=').stdout
  const left = run('-a', '-s', '-*gps*', '-Subject').stdout
  const isRight =
    read.includes('GPSLatitude') && removed.includes('1 image files updated') && !left.includes('GPS')
  return isRight && left.includes('hen') ? [] : [`ExifTool does not do its work: ${written.stderr}${left}`]
}

/** Each file of the archive, and whether it lies beside it. */
async function contentsOf(resources) {
  const archive = path.join(resources, 'app.asar')
  const files = new Map()
  for (const entry of asar.listPackage(archive, { isPack: false })) {
    const file = entry.split(path.sep).join('/').replace(/^\//, '')
    const facts = asar.statFile(archive, file, false)
    if (facts.files === undefined && facts.link === undefined)
      files.set(file, { bytes: facts.size, isUnpacked: facts.unpacked === true })
  }
  return files
}

async function look(resources, files) {
  const problems = []
  const names = [...files.keys()]
  for (const file of names) {
    const isModule = file.startsWith('node_modules/')
    if (!isModule && !OURS.some((form) => form.test(file))) problems.push(`not ours: ${file}`)
    if (
      NEVER.some((form) => form.test(file)) &&
      !MEANT.some((form) => form.test(`/${file}`)) &&
      !file.startsWith('dist/renderer/')
    )
      problems.push(`not needed: ${file}`)
    if (UNPACKED.some((form) => form.test(file)) && !files.get(file).isUnpacked)
      problems.push(`not unpacked: ${file}`)
  }
  problems.push(...lackingModules(resources, files))
  problems.push(...(await sizes(resources, files)))
  return problems
}

/** Whatever the product's own files import, and what those modules import, as the archive holds it. */
function lackingModules(resources, files) {
  const archive = path.join(resources, 'app.asar')
  const lacking = []
  const own = [...files.keys()].filter((file) => /^dist\/main\/.*\.js$/.test(file))
  for (const file of own) {
    const text = asar.extractFile(archive, file).toString('utf8')
    for (const { fileName: name } of ts.preProcessFile(text, true, true).importedFiles) {
      if (isBuiltin(name) || name === 'electron') continue
      const isThere = name.startsWith('.')
        ? files.has(path.posix.join(path.posix.dirname(file), name))
        : [...files.keys()].some((each) => each.startsWith(`node_modules/${packageOf(name)}/`))
      if (!isThere && !OPTIONAL.has(packageOf(name)))
        lacking.push(`not there: ${name}, which ${file} imports`)
    }
  }
  return lacking
}

function packageOf(name) {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/')
}

async function sizes(resources, files) {
  const parts = new Map()
  for (const [file, { bytes }] of files) {
    const [first, second, third] = file.split('/')
    const part =
      first !== 'node_modules'
        ? `${first}/${second ?? ''}`
        : second.startsWith('@')
          ? `${second}/${third}`
          : second
    parts.set(part, (parts.get(part) ?? 0) + bytes)
  }
  const sorted = [...parts].sort((a, b) => b[1] - a[1])
  const all = sorted.reduce((sum, [, bytes]) => sum + bytes, 0)
  process.stdout.write(
    `${files.size} files, ${megabytes(all)} without Electron; archive ${megabytes((await stat(path.join(resources, 'app.asar'))).size)}\n`,
  )
  for (const [part, bytes] of sorted.slice(0, 15))
    process.stdout.write(`  ${megabytes(bytes).padStart(9)}  ${part}\n`)
  const tooLarge = sorted.filter(([part, bytes]) => bytes > (LARGEST_PARTS.get(part) ?? OTHER_PARTS) * 1e6)
  return [
    ...(all > LARGEST * 1e6 ? [`too large: ${megabytes(all)}, where ${LARGEST} MB are expected`] : []),
    ...tooLarge.map(([part, bytes]) => `too large: ${part}, ${megabytes(bytes)}`),
  ]
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
