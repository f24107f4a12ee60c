/**
 * @file A training that learns from the pictures and loses its device in the second epoch: it goes on with the next backend from where
 * the first epoch ended. Skipped where no other backend is fast enough for a network.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inputsFor } from '../../../main/jobs/training/network-inputs.ts'
import type { TrainRequest, TrainingProgress } from '../../../main/jobs/training/thread/train-protocol.ts'
import { promoteHead } from '../../../main/jobs/heads/promote-head.ts'
import { trainNetwork } from '../../../main/jobs/training/train-network.ts'
import { trainInput } from '../../../main/jobs/training/train-request.ts'
import { train } from '../../../main/jobs/training/train.ts'
import { cacheFolder } from '../../../main/model/backends/folders.ts'
import { contract } from '../../../shared/contract.ts'
import {
  failingTrainer,
  fastestBackend,
  nextBackend,
  secondBackend,
} from '../../support/training/failing-trainer.ts'
import {
  blindProblem,
  epochsOf,
  LABELLED,
  PHOTOS,
  pictureLibrary,
} from '../../support/photos/picture-library.ts'
import { trainInWorker } from '../../support/training/train-in-worker.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

const EPOCHS = 2
/** Of a fold and of the last run together; the last may be shorter. */
const MOST = 2 * EPOCHS
/** A library whose own cache folder has the backends that the machine's has. */
async function libraryWithBackends() {
  const library = await pictureLibrary()
  const { cacheFolder: own } = library.context
  // The libraries, and what their self-tests said.
  for (const name of ['tensorflow', 'backends']) {
    const there = path.join(cacheFolder(), name)
    await rm(path.join(own, name), { recursive: true, force: true })
    if (existsSync(there)) await symlink(there, path.join(own, name), 'junction')
  }
  return library
}

const reason = sentence('backend-ran-out')

/** On a machine that others use as well. */
const PATIENCE = 300_000

describe.skipIf(nextBackend === 'cpu')(
  `a deep training whose device fails, with ${nextBackend} as the next`,
  { timeout: PATIENCE },
  () => {
    it('ends as one does that begins there with the state after the first epoch', async () => {
      const { folder, context } = await libraryWithBackends()
      const photos = Int32Array.from({ length: PHOTOS }, (_, photo) => photo)
      const request: TrainRequest = {
        cacheFolder: context.cacheFolder,
        backend: 'wasm',
        strategy: 'softmax',
        seed: 5,
        epochs: EPOCHS,
        attention: 'off',
        pyramid: false,
        inputs: await inputsFor(context, 'cnn', photos, context.store.photos.presentIds()),
        labels: photos.map((photo) => (photo < LABELLED ? blindProblem.truth.classOf[photo] : -1)),
        classes: 3,
        groups: new Int32Array(PHOTOS).fill(-1),
        rejections: [],
        pseudoLabels: false,
      }
      const states = path.join(folder, 'states')
      await mkdir(states)
      const epochs: number[] = []
      const report = ({ epoch }: TrainingProgress): void => {
        epochs.push(epoch)
      }
      const checkpoint = path.join(states, 'one.state')
      const trained = await failingTrainer('throwing', states).train({ ...request, checkpoint }, { report })
      expect(trained).toMatchObject({ backend: nextBackend, resumedEpochs: 1 })
      expect(trained.fellBack).toEqual([{ backend: 'wasm', reason }])
      expect(epochs).toEqual(Array.from(epochs, (_, index) => 1 + index)) // none of them twice

      const onNext = { ...request, backend: nextBackend }
      const fromThere = await trainInWorker({
        ...onNext,
        checkpoint: path.join(`${states}-then`, 'one.state'),
      })
      expect(trained.weights).toEqual(fromThere.weights)
      expect(trained.outOfFold).toEqual(fromThere.outOfFold)
      // A fold whose first epoch was computed there as well differs by rounding.
      const allThere = await trainInWorker(onNext)
      expect(trained.outOfFold.probabilities).not.toEqual(allThere.outOfFold.probabilities)
    })

    it.each([
      ['cnn', 'ending', sentence('training-thread-lost')],
      ['fine-tune', 'throwing', reason],
    ] as const)(
      'leaves the old head in force until %s is trained, and says what failed',
      async (network, by, why) => {
        const { context, store, seen, trainingFolder } = await libraryWithBackends()
        const labelSet = store.labelSets.current()
        const old = await train(context, contract.train.input.parse({ backend: 'wasm', epochs: 1 }))
        await promoteHead(context, old.head) // one epoch may not help, and then it is not in force by itself
        await mkdir(trainingFolder, { recursive: true })
        seen.length = 0
        const report = (progress: (typeof seen)[number]): void => {
          seen.push(progress)
          expect(store.heads.active(labelSet)).toBe(old.head)
        }
        const given = contract.train.input.parse({ network, backend: 'wasm', epochs: EPOCHS, seed: 5 })
        const trainer = failingTrainer(by, trainingFolder)
        const output = await trainNetwork(trainer, { ...context, report }, { ...trainInput(given), network })
        expect(output).toMatchObject({ backend: nextBackend, promoted: true, resumedEpochs: 1 })
        expect(output.fellBack).toEqual([{ backend: 'wasm', reason: why }])
        const epochs = epochsOf(seen)
        expect(epochs).toEqual(Array.from(epochs, (_, index) => 1 + index))
        expect(epochs.length).toBeLessThanOrEqual(MOST)
        expect(store.heads.active(labelSet)).toBe(output.head)
        expect(store.journal.labels(labelSet).size).toBe(LABELLED)
        expect(store.check()).toEqual([])
        expect(await readdir(trainingFolder)).toEqual([])
      },
    )

    it('says what failed once it was trained, while the other photos were embedded', async () => {
      const { context, store } = await libraryWithBackends()
      const given = contract.train.input.parse({
        network: 'cnn',
        backend: fastestBackend,
        epochs: EPOCHS,
        seed: 5,
      })
      const output = await trainNetwork(
        failingTrainer('embedding'),
        context,
        { ...trainInput(given), network: 'cnn' },
        { others: 0, part: PHOTOS },
      )
      expect(output).toMatchObject({ backend: fastestBackend, fellBack: [], promoted: true })
      expect(output.fellBackLater).toEqual({
        backend: secondBackend,
        fellBack: [{ backend: fastestBackend, reason }],
      })
      expect(store.heads.embeddings(output.head ?? 0).ids).toHaveLength(PHOTOS)
    })
  },
)
