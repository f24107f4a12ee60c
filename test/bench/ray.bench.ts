/**
 * @file `bench ray`: pictures a second of `export --format ray-job` in a local Ray of as many workers as there are cores, beside `index` of the same
 * drawn pictures (`--count`, 20,000) with the same backbone alone. Python as in the tests: TWINSORT_TEST_PYTHON, with what
 * resources/ray/requirements.txt names and ray[data]. The start of Ray and of its
 * workers is not counted.
 */
import { createLog } from '../../main/jobs/log.ts'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createEngine, type Engine } from '../../main/engine/create-engine.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import { contract, type Output } from '../../shared/contract.ts'
import { pythonWith } from '../support/python.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import type { Bench } from './bench.ts'
import { numberOption } from './reference.ts'

const CALL = { signal: new AbortController().signal }
const BACKBONE = 'efficientnet-lite2-int8'
const CLASSES = 4
const SIZE = { width: 640, height: 480 }

export const bench: Bench = async (options) => {
  const count = numberOption(options, 'count', 20_000)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  try {
    const few = path.join(folder, 'few')
    const many = path.join(folder, 'many')
    await drawLibrary(many, { classes: CLASSES, perClass: Math.ceil(count / CLASSES), seed: 2, size: SIZE })
    const job = path.join(folder, 'job')
    await inEngine(path.join(folder, 'small'), (engine) => writeJob(engine, few, job))
    const index = await inEngine(path.join(folder, 'library'), (engine) => indexed(engine, many))
    const python = pythonWith('numpy', 'pyvips', 'onnxruntime', 'pyarrow', 'ray.data')
    const ray = python === undefined ? null : await runJob(python, job, many, path.join(folder, 'out'))
    return {
      photos: index.photos,
      rayPerSecond: ray,
      indexPerSecond: index.photosPerSecond,
      ratioToIndex: ray === null ? null : ray / index.photosPerSecond,
      processors: os.availableParallelism(),
      load: os.loadavg()[0],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function inEngine<T>(library: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = createEngine({
    library,
    cacheFolder: `${library}-cache`,
    resources: path.join(packageRoot(), 'resources'),
    clock: Date.now,
    log: createLog('silent'),
  })
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}

async function indexed({ handlers }: Engine, folder: string): Promise<Output<'index'>> {
  const input = { folders: [folder], backbone: BACKBONE, secondBackbone: null }
  return handlers.index(contract.index.input.parse(input), CALL)
}

/** Whatever it has learned: every head takes the same time. */
async function writeJob(engine: Engine, few: string, out: string): Promise<void> {
  const photos = await drawLibrary(few, { classes: CLASSES, perClass: 6 })
  await indexed(engine, few)
  const { handlers } = engine
  const items = photos.map(({ path: file, class: name }) => ({ path: file, class: name }))
  await handlers.label(contract.label.input.parse({ items }), CALL)
  const { head } = await handlers.train(contract.train.input.parse({ epochs: 2 }), CALL)
  await handlers.export(contract.export.input.parse({ format: 'ray-job', out, head }), CALL)
}

/** @returns pictures a second, since the first part was done: until then, workers start. */
async function runJob(python: string, job: string, photos: string, output: string): Promise<number> {
  const words = [
    path.join(job, 'run.py'),
    '--input',
    photos,
    '--output',
    output,
    '--thumbnails',
    '--part-size',
    '100',
  ]
  const child = spawn(python, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const found = [...said.matchAll(/([\d.]+) pictures a second/g)].at(-1)?.[1]
  if (code !== 0 || found === undefined) throw new Error(`The job failed:\n${said}`)
  return Number(found)
}
