/**
 * @file Trainings that learn from the pictures and are ended early, by a cancel or a full disk: nothing is lost, the old head stays
 * in force, and the next one goes on. Killed processes: kill.test.ts; failing devices: numerics/model/fall-back.test.ts.
 */
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { trainNetwork, type NetworkInput } from '../../../main/jobs/training/train-network.ts'
import { trainInput, type TrainContext } from '../../../main/jobs/training/train-request.ts'
import { withTrainer } from '../../../main/jobs/training/thread/trainer.ts'
import { contract, type Output } from '../../../shared/contract.ts'
import type { DeepNetworkName } from '../../../shared/domain.ts'
import {
  cancelledWhen,
  epochsOf,
  LABELLED,
  PHOTOS,
  pictureLibrary,
  pictureLibraryWithHead,
  type PictureLibrary,
} from '../../support/photos/picture-library.ts'

/** So that there are photos that training has not seen, and several parts of them. */
const PORTIONS = { others: 2, part: 5 }
const TO_EMBED = PHOTOS - LABELLED - PORTIONS.others

const EPOCHS: Readonly<Record<DeepNetworkName, number>> = { cnn: 2, 'siamese-cnn': 2, 'fine-tune': 1 }

function inputOf(network: DeepNetworkName): NetworkInput {
  const given = { network, backend: 'wasm', epochs: EPOCHS[network], seed: 5 }
  return { ...trainInput(contract.train.input.parse(given)), network }
}

function trained(context: TrainContext, input: NetworkInput): Promise<Output<'train'>> {
  return withTrainer({}, (trainer) => trainNetwork(trainer, context, input, PORTIONS))
}

/** @returns what the training had reported when it was cancelled */
async function cancelled(
  library: PictureLibrary,
  input: NetworkInput,
  isMeant: (progress: JobProgress) => boolean,
): Promise<JobProgress[]> {
  const { context, seen } = cancelledWhen(library, isMeant)
  await expect(trained(context, input)).rejects.toMatchObject({ code: 'cancelled' })
  return seen
}

/** What an interruption leaves: nothing but the head of before, in force, and every label. */
function expectUntouched({ store, head }: Awaited<ReturnType<typeof pictureLibraryWithHead>>): void {
  const labelSet = store.labelSets.current()
  expect(store.heads.active(labelSet)).toBe(head)
  expect(store.heads.list()).toHaveLength(1)
  expect(store.journal.labels(labelSet).size).toBe(LABELLED)
  expect(store.check()).toEqual([])
}

describe.each(['cnn', 'fine-tune'] as const)('the training of %s', (network) => {
  const input = inputOf(network)

  it('goes on after a cancel, then from the last photos, and after a full disk from the end, to the same bytes', async () => {
    const whole = await pictureLibraryWithHead()
    const undisturbed = await trained(whole.context, input)
    expect(undisturbed).toMatchObject({ promoted: true, resumedEpochs: 0 })

    const library = await pictureLibraryWithHead()
    const { database, store, context, seen, trainingFolder } = library
    const begun = await cancelled(library, input, ({ stage, done }) => stage === 'training' && done === 1)
    expectUntouched(library)
    expect(await readdir(trainingFolder)).toHaveLength(1)
    // It ends while photos are embedded, when the first part of them is done.
    const further = await cancelled(
      library,
      input,
      ({ stage, done }) => stage === 'embedding photos' && done === PORTIONS.part,
    )
    const done = Math.max(...epochsOf(begun))
    expect(epochsOf(further)).toEqual(Array.from(epochsOf(further), (_, index) => done + 1 + index))
    expect(further.find(({ stage }) => stage === 'training')?.figures).toMatchObject({ resumed: done })
    expectUntouched(library)

    const limit = (pages: number): void => void database.pragma(`max_page_count = ${pages}`)
    const fillDisk = (progress: JobProgress): void => {
      const { stage, done: embedded } = progress
      if (stage === 'embedding photos' && embedded === 0) limit(Number(database.pragma('page_count')))
      context.report(progress)
    }
    await expect(trained({ ...context, report: fillDisk }, input)).rejects.toMatchObject({
      code: 'disk-full',
    })
    expect(epochsOf(seen)).toEqual([])
    const embedding = seen.filter(({ stage }) => stage === 'embedding photos')
    expect(embedding[0]).toMatchObject({ done: 0, total: TO_EMBED - PORTIONS.part })
    expectUntouched(library)

    limit(1_000_000)
    seen.length = 0
    const output = await trained(context, input)
    expect(output).toMatchObject({ promoted: true, resumedEpochs: Math.max(...epochsOf(further)) })
    expect(epochsOf(seen)).toEqual([])
    expect(seen).toContainEqual({ stage: 'embedding photos', done: 0, total: 0 })
    if (output.head === null || undisturbed.head === null) throw new Error('not kept')
    expect(store.heads.weights(output.head)).toEqual(whole.store.heads.weights(undisturbed.head))
    expect(store.heads.embeddings(output.head)).toEqual(whole.store.heads.embeddings(undisturbed.head))
    expect(store.heads.suggestions(output.head)).toEqual(whole.store.heads.suggestions(undisturbed.head))
    expect(await readdir(trainingFolder)).toEqual([])
  })

  it('does without its files where they cannot be written', async () => {
    const { context } = await pictureLibrary()
    for (const name of ['training', 'pixels', 'maps'])
      await writeFile(path.join(context.cacheFolder, name), '')
    expect(await trained(context, { ...input, epochs: 1 })).toMatchObject({ promoted: true })
  })
})

it('a training removes what another request has left', async () => {
  const library = await pictureLibrary()
  const firstEpoch = ({ stage, done }: JobProgress): boolean => stage === 'training' && done === 1
  const input = inputOf('cnn')
  await cancelled(library, input, firstEpoch)
  const [left] = await readdir(library.trainingFolder)
  await cancelled(library, { ...input, seed: 6 }, firstEpoch)
  const [other, ...more] = await readdir(library.trainingFolder)
  expect(more).toEqual([])
  expect(other).not.toBe(left)
})
