/** @file Answers the questions of a page while it trains, using the library's graph, the shipped files and ONNX Runtime. */
import { AppError } from '../../../../../shared/errors.ts'
import { runProductGraph } from '../../../../math/products/product-graphs.ts'
import type { TrainingHost } from '../../compute/host.ts'
import { PlainTensor, type Answer, type Question } from './protocol.ts'

type Asked = Pick<TrainingHost, 'teacher' | 'shippedWeights'>

/** Never rejects: an error is sent as an answer too. */
export async function answerTo(question: Question, host: Asked): Promise<Answer> {
  try {
    return await find(question, host)
  } catch (thrown) {
    return { kind: 'failed', error: AppError.from(thrown).toPlain() }
  }
}

async function find(question: Question, { teacher, shippedWeights }: Asked): Promise<Answer> {
  switch (question.ask) {
    case 'shipped-weights':
      return { kind: 'bytes', bytes: new Uint8Array(await shippedWeights()) }
    case 'product':
      return { kind: 'tensors', tensors: await product(question) }
    case 'targets': {
      const { labelled, wanted } = question
      const matrix = await teacher?.targets(question.teacher, labelled, wanted)
      return matrix === undefined ? noTeacher() : { kind: 'matrix', matrix }
    }
    case 'pseudo-labels': {
      const integers = await teacher?.pseudoLabels(question.labelled, question.wanted)
      return integers === undefined ? noTeacher() : { kind: 'integers', integers }
    }
  }
}

function noTeacher(): never {
  throw new AppError('internal', 'A training asked for a teacher that it does not have.')
}

async function product({
  graph,
  feeds,
}: Extract<Question, { ask: 'product' }>): Promise<Record<string, PlainTensor>> {
  const results = await runProductGraph(graph, feeds)
  return Object.fromEntries(
    Object.entries(results).map(([name, { type, data, dims }]) => [
      name,
      PlainTensor.parse({ type, data, dims: [...dims] }),
    ]),
  )
}
