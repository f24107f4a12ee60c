/**
 * @file Does the int8 backbone compute on this processor what it should? Its sums are exact on every processor that we know
 * ([Note: 8-bit sums]); for those that we do not, it is compared at its first use with its fp16 twin on a few drawn pictures, and
 * where they disagree the twin is used. The result is remembered for the processor, the models, the runtime and the way of summing.
 */
import { createHash } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { BuiltInBackbone, type BackboneName } from '../../shared/domain.ts'
import { inEnglish, say, sentence, type Sentence } from '../../shared/sentences/sentence.ts'
import { CacheFolder } from '../files/cache-folder.ts'
import { median } from '../math/statistics.ts'
import type { Backbone } from './backbone.ts'
import { orderedInt8, type Int8 } from './eight-bit-sums.ts'
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
  /** Why another backbone than the wanted one is used; null where it is the wanted one. A detail of the result. */
  readonly detail: Sentence | null
}

export interface SelfTestOptions {
  open: (name: BackboneName) => Promise<Backbone>
  /** Where results are remembered; may be emptied at any time. */
  cacheFolder: string
  /** Name of the processor; this machine's by default. */
  processor?: string
  /** See `orderedInt8`, which says it by default. */
  int8?: Int8
}

/**
 * Opens the wanted backbone, or its fp16 twin where the int8 one fails its self-test. The caller closes it.
 * @throws what `open` throws; AppError `bad-input` (see `orderedInt8`)
 */
export async function chooseBackbone(name: BackboneName, options: SelfTestOptions): Promise<ChosenBackbone> {
  const twinName = twinOf(name)
  if (twinName !== undefined && (options.int8 ?? orderedInt8()) === 'twin') {
    return { backbone: await options.open(twinName), detail: ordered(name, twinName) }
  }
  const backbone = await options.open(name)
  if (twinName === undefined) return { backbone, detail: null }
  const cache = cacheIn(options.cacheFolder)
  const kept = nameOf(backbone, options.processor)
  const known = await cache.read(kept, parseAgreement)
  if (known?.agrees === true) return { backbone, detail: null }
  const twin = await options.open(twinName)
  const agreement = known ?? (await compareBackbones(backbone, twin))
  if (known === undefined) await cache.write(kept, JSON.stringify(agreement))
  await (agreement.agrees ? twin : backbone).close()
  if (agreement.agrees) return { backbone, detail: null }
  return { backbone: twin, detail: disagreement(name, twinName, agreement) }
}

/** For `doctor`: the result of the self-test, in a sentence; '' for a backbone that needs none. */
export async function describeSelfTest(
  backbone: Pick<Backbone, 'name' | 'sha256' | 'runtime' | 'sums'>,
  options: Omit<SelfTestOptions, 'open'>,
): Promise<string> {
  const { name } = backbone
  const twin = twinOf(name)
  if (twin === undefined) return ''
  if ((options.int8 ?? orderedInt8()) === 'twin') return inEnglish(ordered(name, twin))
  const known = await cacheIn(options.cacheFolder).read(nameOf(backbone, options.processor), parseAgreement)
  if (known?.agrees === false) return inEnglish(disagreement(name, twin, known))
  const exact = backbone.sums === 'exact' ? ` ${say('sums-exact')}` : ''
  if (known === undefined) return `${say('twin-untested', { twin })}${exact}`
  return `${say('twin-agrees', { twin, cosine: known.medianCosine.toFixed(2) })}${exact}`
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

function disagreement(backbone: string, twin: string, { medianCosine }: Agreement): Sentence {
  const cosine = Number.isFinite(medianCosine) ? medianCosine.toFixed(2) : 'not a number'
  return sentence('twin-used', { backbone, twin, cosine, least: LEAST_MEDIAN })
}

const ordered = (backbone: string, twin: string): Sentence => sentence('twin-ordered', { backbone, twin })

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

/** The name in the cache changes with the processor and with all that computes. */
function nameOf(
  { sha256, runtime, sums }: Pick<Backbone, 'sha256' | 'runtime' | 'sums'>,
  processor = `${os.arch()} ${os.cpus().at(0)?.model ?? ''}`,
): string {
  const key = createHash('sha256').update(JSON.stringify([processor, sha256, runtime, sums]))
  return `${key.digest('hex').slice(0, 32)}.json`
}

function cacheIn(folder: string): CacheFolder {
  return new CacheFolder(path.join(folder, 'backbone-self-test'))
}

function parseAgreement(bytes: Buffer): Agreement {
  return Agreement.parse(JSON.parse(bytes.toString('utf8')))
}
