/**
 * @file The network of model/deep/cnn.ts and its softmax as other libraries write it, trained on the same pictures: by the
 * layers API that comes with tfjs-node, and by PyTorch.
 */
import type { Matrix } from '../../main/math/matrix.ts'
import type { TensorFlow } from '../../main/math/tensorflow.ts'
import { PIXEL_DEVIATION, PIXEL_MEAN } from '../../main/model/deep/network.ts'
import { measured, pyTorchRival, requireSameSize, type Rival } from './rivals.ts'

/** Pictures with a class each, and how they are gone through. */
export interface DeepProblem {
  /** [n, side * side * 3] of 0 .. 255; photo i is of class i % classes */
  pixels: Matrix
  side: number
  classes: number
  batch: number
  rate: number
  /** Numbers that the network and its softmax have. */
  parameters: number
}

const CHANNELS = [16, 32, 64, 128]
const WIDTH = 128

/** What is used of TensorFlow.js's layers API, which only its large packages bring. */
interface LayersApi {
  sequential: (options: { layers: unknown[] }) => LayersModel
  layers: Record<'conv2d' | 'maxPooling2d' | 'globalAveragePooling2d' | 'dense', (options: object) => unknown>
}

interface LayersModel {
  compile: (options: object) => void
  fit: (x: unknown, y: unknown, options: object) => Promise<unknown>
  countParams: () => number
  dispose: () => void
}

/** @returns null where the loaded TensorFlow.js comes without layers. The pixels are centred beforehand, which our network does. */
export function layersApi(tf: TensorFlow, problem: DeepProblem): Rival | null {
  if (!hasLayers(tf)) return null
  const { pixels, side, classes, batch, rate } = problem
  const model = layersModel(tf, side, classes)
  requireSameSize('The layers API', model.countParams(), problem.parameters)
  model.compile({ optimizer: tf.train.adam(rate), loss: 'categoricalCrossentropy' })
  const x = tf.tidy(() =>
    tf.div(tf.sub(tf.tensor4d(pixels.data, [pixels.rows, side, side, 3]), PIXEL_MEAN), PIXEL_DEVIATION),
  )
  const labels = Int32Array.from({ length: pixels.rows }, (_, index) => index % classes)
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), classes))
  return {
    pass: async () => {
      const pass = { epochs: 1, batchSize: batch, shuffle: true, verbose: 0, yieldEvery: 'never' }
      return measured(() => model.fit(x, y, pass))
    },
    close: () => {
      model.dispose()
      tf.dispose([x, y])
    },
  }
}

function layersModel({ sequential, layers }: LayersApi, side: number, classes: number): LayersModel {
  const blocks = CHANNELS.flatMap((filters, index) => [
    layers.conv2d({
      ...(index === 0 ? { inputShape: [side, side, 3] } : {}),
      ...{ filters, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer: 'heNormal' },
    }),
    layers.maxPooling2d({ poolSize: 2, strides: 2, padding: 'same' }),
  ])
  const top = [
    layers.globalAveragePooling2d({}),
    layers.dense({ units: WIDTH }),
    layers.dense({ units: classes, activation: 'softmax' }),
  ]
  return sequential({ layers: [...blocks, ...top] })
}

function hasLayers(tf: TensorFlow): tf is TensorFlow & LayersApi {
  return 'sequential' in tf && 'layers' in tf
}

const PYTORCH = `
side, classes, batch, rate, mean, deviation = arguments
side, classes, batch = int(side), int(classes), int(batch)
pictures = torch.from_numpy((x - mean) / deviation).reshape(-1, side, side, 3).permute(0, 3, 1, 2).contiguous()
labels = torch.arange(len(pictures)) % classes
parts, inputs = [], 3
for channels in ${JSON.stringify(CHANNELS)}:
    parts += [torch.nn.Conv2d(inputs, channels, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2, 2, ceil_mode=True)]
    inputs = channels
parts += [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(inputs, ${WIDTH}), torch.nn.Linear(${WIDTH}, classes)]
model = torch.nn.Sequential(*parts)
optimiser = torch.optim.Adam(model.parameters(), lr=rate)
loss_of = torch.nn.CrossEntropyLoss()
def go_through(share):
    for rows in torch.randperm(len(pictures))[: max(batch, int(share * len(pictures)))].split(batch):
        optimiser.zero_grad()
        loss_of(model(pictures[rows]), labels[rows]).backward()
        optimiser.step()
told = {"parameters": sum(p.numel() for p in model.parameters())}
`

export function pyTorch({ pixels, side, classes, batch, rate, parameters }: DeepProblem): Rival {
  const values = [side, classes, batch, rate, PIXEL_MEAN, PIXEL_DEVIATION]
  return pyTorchRival({ source: PYTORCH, matrices: { x: pixels }, values }, (told) => {
    requireSameSize('PyTorch', told.parameters, parameters)
  })
}
