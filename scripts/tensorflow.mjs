/**
 * `npm run tensorflow [-- --gpu] [-- --require] [-- --force]`: gets TensorFlow's native library where the npm package's own
 * download failed; `-- --webgpu` gets the WebGPU backend instead (webgpu.mjs). Everything comes from the npm registry and PyPI: the addon's sources from npm, libtensorflow out of a
 * Python wheel whose checksum is fixed here; a C++ compiler joins the two. The result lies in the cache folder, outside
 * node_modules. It is optional, so that a machine that cannot have it hears why and exits with 0, unless --require is given.
 * (docs/adr/0003-tensorflow-backends.md)
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs, promisify } from 'node:util'
import { NATIVE_PACKAGES, TFJS_VERSION, nativeFolder } from '../main/model/backends/folders.ts'
import { findNative } from '../main/model/backends/node.ts'
import { installPackages } from './npm-packages.mjs'
import { fetchWebGpu } from './webgpu.mjs'

const run = promisify(execFile)

/** libtensorflow 2.15.1: all of upstream's op specs pass on it, while 2.18 and 2.20 round int32 wrongly. */
const WHEELS = {
  cpu: {
    requirement: 'tensorflow-cpu==2.15.1',
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
    size: '200 MB',
  },
  gpu: {
    requirement: 'tensorflow==2.15.1',
    sha256: 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
    size: '475 MB, and 1.7 GB of CUDA libraries',
  },
}
/** What `tensorflow[and-cuda]` 2.15.1 asks for at run time: CUDA 12.2 and cuDNN 8.9. */
const CUDA_WHEELS = [
  'nvidia-cublas-cu12==12.2.5.6',
  'nvidia-cuda-cupti-cu12==12.2.142',
  'nvidia-cuda-nvrtc-cu12==12.2.140',
  'nvidia-cuda-runtime-cu12==12.2.140',
  'nvidia-cudnn-cu12==8.9.4.25',
  'nvidia-cufft-cu12==11.0.8.103',
  'nvidia-curand-cu12==10.3.3.141',
  'nvidia-cusolver-cu12==11.5.2.141',
  'nvidia-cusparse-cu12==12.1.2.141',
  'nvidia-nccl-cu12==2.16.5',
  'nvidia-nvjitlink-cu12==12.2.140',
]
/** The wheel is made for one Python, whichever Python fetches it. */
const WHEEL_KIND = [
  '--implementation',
  'cp',
  '--python-version',
  '3.11',
  '--platform',
  'manylinux_2_17_x86_64',
]

/** Takes out of the wheel what the addon needs: two libraries and their headers. Python's own zipfile spares us a package. */
const UNPACK = `
import os, shutil, sys, zipfile
wheel, out = sys.argv[1:]
libraries = ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2')
headers = tuple('include/' + d for d in ('tensorflow/c/', 'tensorflow/core/platform/', 'tensorflow/tsl/', 'tsl/', 'xla/tsl/'))
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        inner = name.removeprefix('tensorflow/')
        if inner == name or name.endswith('/'): continue
        if inner in libraries: target = os.path.join(out, 'lib', inner)
        elif inner.startswith(headers): target = os.path.join(out, inner)
        else: continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, 'wb') as sink: shutil.copyfileobj(source, sink)
`

/** Loads the finished package as Twinsort will, in a process of its own, and multiplies. */
const PROVE = `
import { loadNative } from ${JSON.stringify(new URL('../main/model/backends/node.ts', import.meta.url).href)}
const tf = loadNative({ variant: process.argv[1], folder: process.argv[2] })
const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]))
if (product.dataSync()[0] !== 11) throw new Error('it computes wrongly')
`

const { values: flags } = parseArgs({
  options: {
    gpu: { type: 'boolean' },
    webgpu: { type: 'boolean' },
    require: { type: 'boolean' },
    force: { type: 'boolean' },
  },
})

/** An expected reason why this machine goes without. */
class Missing extends Error {}

try {
  if (flags.webgpu === true) say(await fetchWebGpu({ force: flags.force === true }))
  else await main(flags.gpu === true ? 'gpu' : 'cpu')
} catch (failure) {
  const reason = failure instanceof Missing ? failure.message : `it failed: ${lastLine(failure)}`
  say(`TensorFlow's native library cannot be had: ${reason} Heads train on WebAssembly instead.`)
  if (flags.require === true) process.exitCode = 1
}

async function main(variant) {
  const target = nativeFolder(variant)
  const found = findNative(variant)
  if (found !== undefined && flags.force !== true && (await works(variant, found.folder))) {
    say(`TensorFlow's native library is already in ${found.folder}.`)
    return
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Missing(
      `this recipe is for Linux on x64; elsewhere \`npm install ${NATIVE_PACKAGES[variant]}\` downloads it.`,
    )
  }
  const compiler = process.env.CXX || 'c++'
  await requireTool('python3', ['-m', 'pip', '--version'], 'python3 with pip')
  await requireTool(compiler, ['--version'], 'a C++ compiler')
  say(
    `Building ${NATIVE_PACKAGES[variant]} ${TFJS_VERSION} in ${target} (downloads ${WHEELS[variant].size}).`,
  )
  await mkdir(path.dirname(target), { recursive: true })
  const building = await mkdtemp(`${target}.building-`)
  try {
    await build(variant, building, compiler)
    await rm(target, { recursive: true, force: true })
    await rename(building, target) // only a whole one stands at its place
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  say(`TensorFlow's native library is in ${target}.`)
}

async function build(variant, folder, compiler) {
  const wheels = path.join(folder, 'wheels')
  await Promise.all([fetchPackages(variant, folder), fetchWheel(variant, wheels)])
  const [wheel] = await readdir(wheels)
  await verify(path.join(wheels, wheel), WHEELS[variant].sha256)
  const modules = path.join(folder, 'node_modules')
  const home = path.join(modules, NATIVE_PACKAGES[variant])
  const dependencies = path.join(home, 'deps')
  await run('python3', ['-c', UNPACK, path.join(wheels, wheel), dependencies])
  await rm(wheels, { recursive: true })
  const library = path.join(dependencies, 'lib')
  await symlink('libtensorflow_cc.so.2', path.join(library, 'libtensorflow.so'))
  await symlink('libtensorflow_framework.so.2', path.join(library, 'libtensorflow_framework.so'))
  if (variant === 'gpu') await addCuda(dependencies)
  await compile(compiler, home, path.join(modules, 'node-api-headers', 'include'))
  await rm(path.join(dependencies, 'include'), { recursive: true })
  if (!(await works(variant, home))) throw new Error('the library that was built does not load')
}

/** The addon's sources and the package that goes with them, without its own download; Node-API headers from npm too. */
function fetchPackages(variant, folder) {
  return installPackages(folder, [`${NATIVE_PACKAGES[variant]}@${TFJS_VERSION}`, 'node-api-headers@1'])
}

async function fetchWheel(variant, folder) {
  const words = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', ...WHEEL_KIND]
  await run('python3', [...words, '--dest', folder, WHEELS[variant].requirement])
}

/** The CUDA libraries beside libtensorflow, whose search path is its own folder. */
async function addCuda(dependencies) {
  const cuda = path.join(dependencies, 'cuda')
  const words = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:', ...WHEEL_KIND]
  await run('python3', [...words, '--target', cuda, ...CUDA_WHEELS])
  for (const part of await readdir(path.join(cuda, 'nvidia'))) {
    const source = path.join(cuda, 'nvidia', part, 'lib')
    for (const file of await readdir(source).catch(() => [])) {
      if (!file.includes('.so')) continue
      const library = path.join(dependencies, 'lib')
      await symlink(path.relative(library, path.join(source, file)), path.join(library, file))
    }
  }
}

/** What binding.gyp would do. Node-API is stable, so that no headers of this very Node are needed, nor node-gyp. */
async function compile(compiler, home, nodeApi) {
  const output = path.join(home, 'lib', 'napi-v8')
  await mkdir(output, { recursive: true })
  const library = path.join(home, 'deps', 'lib')
  await run(compiler, [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
    ...['-I', path.dirname(home), '-I', path.join(home, 'deps', 'include'), '-I', nodeApi],
    path.join(home, 'binding', 'tfjs_backend.cc'),
    path.join(home, 'binding', 'tfjs_binding.cc'),
    ...[`-L${library}`, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ...['-o', path.join(output, 'tfjs_binding.node')],
  ])
}

async function works(variant, folder) {
  const words = ['--input-type=module-typescript', '--eval', PROVE, variant, folder]
  return run(process.execPath, words).then(
    () => true,
    () => false,
  )
}

async function verify(file, sha256) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  if (hash.digest('hex') !== sha256)
    throw new Missing(`${path.basename(file)} has another checksum than expected.`)
}

async function requireTool(command, words, name) {
  await run(command, words).catch(() => {
    throw new Missing(`${name} is not here.`)
  })
}

/** The last line that a failed command wrote, which is where pip, npm and compilers put the reason. */
function lastLine(failure) {
  const text = String(failure.stderr || failure.message).trim()
  return text.split('\n').at(-1)
}

function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}
