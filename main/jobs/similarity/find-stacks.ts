/** @file Which photos are near copies of each other, for a window that shows or hides them together. */
import type { Output } from '../../../shared/contract.ts'
import type { JobContext } from '../context.ts'

export async function findStacks({ models }: Pick<JobContext, 'models'>): Promise<Output<'stacks'>> {
  const model = await models.current()
  if (model.ids.length === 0) return { ids: new Int32Array(), stackOf: new Int32Array() }
  const { ids, stacks } = await model.space()
  return { ids: Int32Array.from(ids), stackOf: stacks.map((first) => ids[first]) }
}
