/**
 * @file Does the int8 backbone compute on this processor what it should? Its 8-bit products saturate on processors
 * without the VNNI instructions, silently. So at its first use it is compared with its fp16 twin on a few drawn pictures;
 * where they disagree the twin is used. The result is remembered for the processor, the models and the runtime.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { BuiltInBackbone, type BackboneName } from '../../shared/domain.ts'
import { say } from '../../shared/sentences/sentence.ts'
import { median } from '../math/statistics.ts'
import type { Backbone } from './backbone.ts'
import { drawSelfTestPictures, SELF_TEST_PICTURES } from './self-test-pictures.ts'

/**
 * Least median and least single cosine between int8 and fp16 `features` on the drawn pictures. Measured with VNNI
 * (AMD EPYC, ONNX Runtime 1.30): median .987 and .988, worst .877 and .942 (lite0, lite2); on 72 photos of 24 classes
 * median .994 and .996, worst .951 and .977. Two different photos reach .80, so below that the picture is not recognised.
 */
const LEAST_MEDIAN = 0.95
const LEAST_SINGLE = 0.8

const Agreement = z.object({ agrees: z.boolean(), medianCosine: z.number(), worstCosine: z.number() })
export type Agreement = z.infer<typeof Agreement>

export interface ChosenBackbone {
  readonly backbone: Backbone
  /** For the person: set when another backbone than the wanted one is used. */
  readonly notice: string | null
}

export interface SelfTestOptions {
  open: (name: BackboneName) => Promise<Backbone>
  /** Where results are remembered; may be emptied at any time. */
  cacheFolder: string
  /** Name of the processor; this machine's by default. */
  processor?: string
}

/** Opens the wanted backbone, or its fp16 twin where the int8 one fails its self-test. The caller closes it. */
export async function chooseBackbone(name: BackboneName, options: SelfTestOptions): Promise<ChosenBackbone> {
  const backbone = await options.open(name)
  const twinName = twinOf(name)
  if (twinName === undefined) return { backbone, notice: null }
  const file = cacheFile(backbone, options)
  const known = await readAgreement(file)
  if (known?.agrees === true) return { backbone, notice: null }
  const twin = await options.open(twinName)
  const agreement = known ?? (await compareBackbones(backbone, twin))
  if (known === undefined) await writeAgreement(file, agreement)
  await (agreement.agrees ? twin : backbone).close()
  if (agreement.agrees) return { backbone, notice: null }
  return { backbone: twin, notice: describeDisagreement(name, twinName, agreement) }
}

/** Cosines of the `features` of both backbones on the drawn pictures. */
export async function compareBackbones(first: Backbone, second: Backbone): Promise<Agreement> {
  const pictures = drawSelfTestPictures(first.inputSize)
  const [a, b] = await Promise.all([
    first.embed(pictures, SELF_TEST_PICTURES),
    second.embed(pictures, SELF_TEST_PICTURES),
  ])
  const cosines = cosinesOfRows(a.features, b.features, SELF_TEST_PICTURES)
  const [medianCosine, worstCosine] = [median(cosines), Math.min(...cosines)]
  // A NaN is no agreement.
  return { agrees: medianCosine >= LEAST_MEDIAN && worstCosine >= LEAST_SINGLE, medianCosine, worstCosine }
}

function twinOf(name: BackboneName): BackboneName | undefined {
  return BuiltInBackbone.safeParse(name).success && name.endsWith('-int8')
    ? BuiltInBackbone.parse(name.replace('-int8', '-fp16'))
    : undefined
}

function describeDisagreement(backbone: string, twin: string, { medianCosine }: Agreement): string {
  const cosine = Number.isFinite(medianCosine) ? medianCosine.toFixed(2) : 'not a number'
  return say('notice-twin-used', { backbone, twin, cosine, least: LEAST_MEDIAN })
}

function cosinesOfRows(a: Float32Array, b: Float32Array, rows: number): number[] {
  const columns = a.length / rows
  return Array.from({ length: rows }, (_, row) => {
    let [dot, squaresA, squaresB] = [0, 0, 0]
    for (let i = row * columns; i < (row + 1) * columns; i += 1) {
      dot += a[i] * b[i]
      squaresA += a[i] * a[i]
      squaresB += b[i] * b[i]
    }
    return dot / Math.sqrt(squaresA * squaresB)
  })
}

function cacheFile(backbone: Backbone, { cacheFolder, processor }: SelfTestOptions): string {
  const machine = processor ?? `${os.arch()} ${os.cpus().at(0)?.model ?? ''}`
  const key = createHash('sha256').update(JSON.stringify([machine, backbone.sha256, backbone.runtime]))
  return path.join(cacheFolder, 'backbone-self-test', `${key.digest('hex').slice(0, 32)}.json`)
}

async function readAgreement(file: string): Promise<Agreement | undefined> {
  try {
    return Agreement.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined // Not tested yet, or the cache was damaged: test again.
  }
}

/** A cache that cannot be written costs a second at the next start, no more. */
async function writeAgreement(file: string, agreement: Agreement): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(`${file}.${process.pid}.tmp`, JSON.stringify(agreement))
    await rename(`${file}.${process.pid}.tmp`, file)
  } catch {
    return
  }
}
