/**
 * @file Trainings that learn from the pictures and are ended early, by a cancel or a full disk: nothing is lost, the old head stays
 * in force, and the next one goes on. Killed processes: kill.test.ts; failing devices: numerics/model/fall-back.test.ts.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { promoteHead } from '../../../main/jobs/heads/promote-head.ts'
import { trainNetwork, type NetworkInput } from '../../../main/jobs/training/train-network.ts'
import { trainInput, type TrainContext } from '../../../main/jobs/training/train-request.ts'
import { train } from '../../../main/jobs/training/train.ts'
import { withTrainer } from '../../../main/jobs/training/thread/trainer.ts'
import { contract, type Output } from '../../../shared/contract.ts'
import type { DeepNetworkName } from '../../../shared/domain.ts'
import {
  cancelledWhen,
  epochsOf,
  LABELLED,
  PHOTOS,
  pictureLibrary,
  type PictureLibrary,
} from '../../support/photos/picture-library.ts'

/** So that there are photos that training has not seen, and several parts of them. */
const PORTIONS = { others: 4, part: 8 }
const TO_EMBED = PHOTOS - LABELLED - PORTIONS.others

const EPOCHS: Readonly<Record<DeepNetworkName, number>> = { cnn: 6, 'siamese-cnn': 6, 'fine-tune': 1 }

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

/** The Siamese head, in force before. */
async function oldHead({ context, store }: PictureLibrary) {
  const { head } = await train(context, contract.train.input.parse({ backend: 'wasm', epochs: 1 }))
  await promoteHead(context, head) // one epoch may not help, and then it is not in force by itself
  const expectUntouched = (): void => {
    const labelSet = store.labelSets.default()
    expect(store.heads.active(labelSet)).toBe(head)
    expect(store.heads.list()).toHaveLength(1)
    expect(store.journal.labels(labelSet).size).toBe(LABELLED)
    expect(store.check()).toEqual([])
  }
  return { expectUntouched }
}

describe.each(['cnn', 'fine-tune'] as const)('the training of %s', (network) => {
  const input = inputOf(network)

  it('goes on after a cancel from the last epoch, and then from the last photos, to the same bytes', async () => {
    const whole = await pictureLibrary()
    await oldHead(whole)
    const undisturbed = await trained(whole.context, input)
    expect(undisturbed).toMatchObject({ promoted: true, resumedEpochs: 0 })

    const library = await pictureLibrary()
    const { store, context, seen, trainingFolder } = library
    const { expectUntouched } = await oldHead(library)
    const begun = await cancelled(library, input, ({ stage, done }) => stage === 'training' && done === 1)
    expectUntouched()
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
    expectUntouched()

    seen.length = 0
    const output = await trained(context, input)
    expect(output).toMatchObject({ promoted: true, resumedEpochs: Math.max(...epochsOf(further)) })
    expect(epochsOf(seen)).toEqual([])
    const embedding = seen.filter(({ stage }) => stage === 'embedding photos')
    expect(embedding[0]).toMatchObject({ done: 0, total: TO_EMBED - PORTIONS.part })
    if (output.head === null || undisturbed.head === null) throw new Error('not kept')
    expect(store.heads.weights(output.head)).toEqual(whole.store.heads.weights(undisturbed.head))
    expect(store.heads.embeddings(output.head)).toEqual(whole.store.heads.embeddings(undisturbed.head))
    expect(store.heads.suggestions(output.head)).toEqual(whole.store.heads.suggestions(undisturbed.head))
    expect(await readdir(trainingFolder)).toEqual([])
  })

  it('leaves all as it was when the disk is full in the end, and needs no second training', async () => {
    const library = await pictureLibrary()
    const { database, context, seen } = library
    const { expectUntouched } = await oldHead(library)
    const limit = (pages: number): void => void database.pragma(`max_page_count = ${pages}`)
    const report = ({ stage, done }: JobProgress): void => {
      if (stage === 'embedding photos' && done === 0) limit(Number(database.pragma('page_count')))
    }
    await expect(trained({ ...context, report }, input)).rejects.toMatchObject({ code: 'disk-full' })
    expectUntouched()
    limit(1_000_000)
    seen.length = 0
    expect(await trained(context, input)).toMatchObject({ promoted: true })
    expect(epochsOf(seen)).toEqual([])
    expect(seen).toContainEqual({ stage: 'embedding photos', done: 0, total: 0 })
  })

  it('does without its files where they cannot be written', async () => {
    const { context } = await pictureLibrary()
    await mkdir(context.cacheFolder)
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
