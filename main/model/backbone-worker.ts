/**
 * @file The thread in which a backbone runs: onnxruntime-node computes in the thread that calls it, which would stand still
 * for as long. Here it overlaps with the decoding of the next photos, and the engine goes on answering.
 */
import { openSession, runtimeVersion, Tensor, type InferenceSession } from '../math/onnx/onnx-runtime.ts'
import { HandedOver, serveRequests } from '../workers/serve-requests.ts'
import { BackboneRequest, type OpenedModel } from './backbone-protocol.ts'
import { sessionEntries, sumsInForce, type Sums } from './eight-bit-sums.ts'

type Opening = Extract<BackboneRequest, { kind: 'open' }>
type Pictures = Extract<BackboneRequest, { kind: 'embed' }>

/** Not a level: what the pictures would be among ImageNet's 1000 classes. */
const CLASSIFIER_OUTPUT = 'logits'
const INPUT = 'pixels'
/** Errors only: the models carry initialisers that ONNX Runtime says it removes. */
const LOG_ERRORS = 3

function startSession({ model, threads }: Opening, sums: Sums): Promise<InferenceSession> {
  return openSession(model, {
    intraOpNumThreads: threads,
    logSeverityLevel: LOG_ERRORS,
    // Threads that wait busily would take the cores from the decoding: 26 instead of 16 ms of CPU a picture (lite2, 2 cores).
    extra: { session: { intra_op: { allow_spinning: '0' }, ...sessionEntries(sums) } },
  })
}

/** @throws Error when the model is not shaped as ours are. */
function describe(session: InferenceSession, sums: Sums): OpenedModel {
  const input = session.inputMetadata.find(({ name }) => name === INPUT)
  const inputSize = input?.isTensor === true ? input.shape.at(1) : undefined
  if (typeof inputSize !== 'number') throw new Error(`The model has no input "${INPUT}" of a fixed size.`)
  const outputs = session.outputMetadata.flatMap((output) => {
    const dimensions = output.isTensor ? output.shape.at(1) : undefined
    if (output.name === CLASSIFIER_OUTPUT || typeof dimensions !== 'number') return []
    return [{ name: output.name, dimensions }]
  })
  return { inputSize, outputs, runtime: runtimeVersion(), sums }
}

async function embed(session: InferenceSession, { pixels, count }: Pictures): Promise<HandedOver> {
  const atOnce = isOneByOne(session) ? 1 : count
  const numbers = pixels.length / count
  const levels: Record<string, Float32Array> = {}
  for (let from = 0; from < count; from += atOnce) {
    const part = pixels.subarray(from * numbers, (from + atOnce) * numbers)
    for (const [name, data] of await levelsOf(session, part, atOnce)) {
      // A copy of ours, so that it can be handed over.
      levels[name] ??= new Float32Array((data.length / atOnce) * count)
      levels[name].set(data, (data.length / atOnce) * from)
    }
  }
  return new HandedOver(levels, Object.values(levels))
}

/** Some exporters fix the number of pictures to one. */
function isOneByOne(session: InferenceSession): boolean {
  const input = session.inputMetadata.find(({ name }) => name === INPUT)
  return input?.isTensor === true && input.shape.at(0) === 1
}

async function levelsOf(
  session: InferenceSession,
  pixels: Uint8Array,
  count: number,
): Promise<[string, Float32Array][]> {
  const side = Math.sqrt(pixels.length / count / 3)
  const input = new Tensor('uint8', pixels, [count, side, side, 3])
  const wanted = session.outputNames.filter((name) => name !== CLASSIFIER_OUTPUT)
  const outputs = await session.run({ [INPUT]: input }, wanted)
  return wanted.map((name) => {
    const { data } = outputs[name]
    if (!(data instanceof Float32Array)) throw new Error(`The level ${name} is not float32.`)
    return [name, data]
  })
}

let opened: InferenceSession | undefined

serveRequests(
  BackboneRequest,
  async (request) => {
    if (request.kind === 'open') {
      const sums = await sumsInForce()
      opened = await startSession(request, sums)
      return describe(opened, sums)
    }
    if (opened === undefined) throw new Error('No model is open.')
    return embed(opened, request)
  },
  { whenClosed: () => opened?.release() },
)
