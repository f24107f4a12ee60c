/** @file What this machine and this installation can use, found out without loading anything heavy. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { BuiltInBackbone } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { runtimeVersion } from '../../math/onnx/onnx-runtime.ts'
import { describeSelfTest } from '../../model/backbone-self-test.ts'
import { computesWith, probeBackends } from '../../model/backends/probe.ts'
import { sumsInForce, type Sums } from '../../model/eight-bit-sums.ts'
import { sqliteVersion } from '../../store/lifecycle/sqlite-version.ts'
import type { JobContext } from '../context.ts'
import { versionIn } from './installed-version.ts'
import { testBackends } from '../training/backends/test-backends.ts'
import { clearOwnReports } from './unsent-reports.ts'

const Checksums = z.record(z.string(), z.string())

/** Packages whose version decides about results or speed. */
const PACKAGES = ['onnxruntime-node', 'sharp', 'better-sqlite3', '@tensorflow/tfjs-core']

type Doctor = Output<'doctor'>

/** @param library Absolute path of the library folder. */
export async function doctor(
  context: Pick<JobContext, 'resources' | 'cacheFolder' | 'signal' | 'openWindow' | 'preferences'>,
  library: string,
  { selfTest }: Parsed<'doctor'>,
): Promise<Doctor> {
  const { resources, cacheFolder, openWindow, preferences } = context
  if (selfTest) await testBackends(context)
  const backends = probeBackends(cacheFolder, openWindow !== undefined)
  const sums = await sumsInForce()
  const backbones = BuiltInBackbone.options.map((name) =>
    probeBackbone({ resources, cacheFolder, sums }, name),
  )
  return {
    versions: versions(path.dirname(resources)),
    backends,
    computesWith: computesWith(backends, preferences?.backend),
    backbones: await Promise.all(backbones),
    processors: os.availableParallelism(),
    library,
    unsentReports: await clearOwnReports(),
  }
}

/** @param root Where our package.json and node_modules lie. */
function versions(root: string): Record<string, string> {
  const found: Record<string, string> = {
    twinsort: versionIn(root),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    sqlite: sqliteVersion(),
  }
  for (const name of PACKAGES) found[name] = versionIn(path.join(root, 'node_modules', name))
  return found
}

async function probeBackbone(
  { resources, cacheFolder, sums }: { resources: string; cacheFolder: string; sums: Sums },
  name: BuiltInBackbone,
): Promise<Doctor['backbones'][number]> {
  const folder = path.join(resources, 'backbones')
  const file = path.join(folder, `${name}.onnx`)
  try {
    const model = await readFile(file)
    const checksums = Checksums.parse(JSON.parse(await readFile(path.join(folder, 'checksums.json'), 'utf8')))
    const sha256 = createHash('sha256').update(model).digest('hex')
    const available = sha256 === checksums[`${name}.onnx`]
    const about = { name, sha256, runtime: runtimeVersion(), sums }
    const tested = await describeSelfTest(about, { cacheFolder })
    const megabytes = (model.length / 1e6).toFixed(1)
    return {
      name,
      available,
      note: available ? `${megabytes} MB. ${tested}`.trimEnd() : `${file} is damaged: its checksum is wrong.`,
    }
  } catch (thrown) {
    return { name, available: false, note: AppError.from(thrown).message }
  }
}
