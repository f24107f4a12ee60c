/** @file The page's questions to the training worker, as promises. */
import { AppError } from '../../../../../shared/errors.ts'
import type { Teacher } from '../../../../learn/strategies/strategy.ts'
import type { Matrix } from '../../../../math/matrix.ts'
import type { ProductGraph } from '../../../../math/products/product-names.ts'
import type { TrainingTeacher } from '../../compute/host.ts'
import type { Answer, PlainTensor, Question } from './protocol.ts'

export class Asking implements TrainingTeacher {
  readonly #send: (number: number, question: Question) => void
  readonly #pending = new Map<number, (answer: Answer) => void>()
  #last = 0

  constructor(send: (number: number, question: Question) => void) {
    this.#send = send
  }

  async targets(teacher: Teacher, labelled: Int32Array, wanted: Int32Array): Promise<Matrix> {
    return (await this.#ask({ ask: 'targets', teacher, labelled, wanted }, 'matrix')).matrix
  }

  async pseudoLabels(labelled: Int32Array, wanted: Int32Array): Promise<Int32Array> {
    return (await this.#ask({ ask: 'pseudo-labels', labelled, wanted }, 'integers')).integers
  }

  async shippedWeights(): Promise<Uint8Array> {
    return (await this.#ask({ ask: 'shipped-weights' }, 'bytes')).bytes
  }

  async product(
    graph: ProductGraph,
    feeds: Record<string, PlainTensor>,
  ): Promise<Record<string, PlainTensor>> {
    return (await this.#ask({ ask: 'product', graph, feeds }, 'tensors')).tensors
  }

  answered(number: number, answer: Answer): void {
    this.#pending.get(number)?.(answer)
    this.#pending.delete(number)
  }

  /** @throws AppError with which the other side answered */
  async #ask<K extends Answer['kind']>(question: Question, kind: K): Promise<Extract<Answer, { kind: K }>> {
    const number = ++this.#last
    const answer = await new Promise<Answer>((resolve) => {
      this.#pending.set(number, resolve)
      this.#send(number, question)
    })
    if (answer.kind === 'failed') throw AppError.fromPlain(answer.error)
    if (!isOf(answer, kind)) throw new TypeError(`${question.ask} was answered by ${answer.kind}.`)
    return answer
  }
}

function isOf<K extends Answer['kind']>(answer: Answer, kind: K): answer is Extract<Answer, { kind: K }> {
  return answer.kind === kind
}
