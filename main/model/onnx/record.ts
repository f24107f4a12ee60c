/**
 * @file [Note: recording] Writes a network that is written in TensorFlow.js as an ONNX graph, by running it once on a backend
 * whose kernels note down what they are asked to compute and compute nothing (docs/adr/0012). So there is one description of
 * each network, the one that trains. The number of rows stands for "any": it is a prime that no size of a network is a multiple
 * of, and becomes the open size of the graph wherever it turns up.
 */
import type { DataId, DataType, KernelBackend } from '@tensorflow/tfjs-core'
import type { Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import type { GraphBuilder, Value } from './builder.ts'
import { kernels } from './record-kernels.ts'
import { Recording, ROWS } from './recording.ts'

const BACKEND = 'onnx-recording'

export interface RecordedInput {
  value: Value
  /** Of the value as a matrix [n, columns] of float32. */
  columns: number
}

/**
 * @param run the network: it makes all tensors that it needs, and must not read the numbers of any.
 * @returns the value of what `run` returns, with as many rows as the inputs. Leaves no tensor behind, and the backend as it was.
 * @throws RangeError for an operation that is not known here, or a shape in which the number of rows cannot stay open.
 */
export function record(
  tf: TensorFlow,
  graph: GraphBuilder,
  inputs: readonly RecordedInput[],
  run: (inputs: Tensor2D[]) => Tensor,
): Value {
  const recording = new Recording(tf, graph)
  const before = tf.engine().backendName
  tf.registerBackend(BACKEND, () => backendOf(tf, recording))
  const named = kernels(recording).map((kernel) => ({ ...kernel, backendName: BACKEND }))
  for (const kernel of named) tf.registerKernel(kernel)
  // A backend that starts at once is set before this returns; nothing else may run in between.
  void tf.setBackend(BACKEND)
  try {
    let out: Value | undefined
    tf.tidy(() => {
      const rows = inputs.map(({ value, columns }) => {
        const info = recording.made(value, [ROWS, columns])
        return tf.engine().makeTensorFromTensorInfo(info) as Tensor2D
      })
      out = recording.valueOf(run(rows))
    })
    if (out === undefined) throw new RangeError('The network gave nothing.')
    return out
  } finally {
    if (typeof before === 'string' && before !== '') void tf.setBackend(before)
    for (const { kernelName } of named) tf.unregisterKernel(kernelName, BACKEND)
    tf.removeBackend(BACKEND)
  }
}

function backendOf(tf: TensorFlow, recording: Recording): KernelBackend {
  return new (class extends tf.KernelBackend {
    override write(values: Float32Array, shape: number[], dtype: DataType): DataId {
      return recording.constant(Float32Array.from(values), shape, dtype).dataId
    }
    override disposeData(): boolean {
      return true
    }
    override incRef(): void {
      return
    }
    override refCount(): number {
      return 1
    }
    override numDataIds(): number {
      return 0
    }
    override memory(): { unreliable: boolean } {
      return { unreliable: true }
    }
    override floatPrecision(): 32 {
      return 32
    }
    override epsilon(): number {
      return 1e-7
    }
    override dispose(): void {
      return
    }
  })()
}
