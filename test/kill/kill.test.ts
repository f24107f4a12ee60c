/** @file The short form of `npm run kill`: two kills each on drawn pictures. */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Random } from '../../main/math/random.ts'
import { temporaryFolder } from '../support/folder.ts'
import { brokenFiles, drawLibrary } from '../support/photos/pictures.ts'
import { killCommands } from './command-kills.ts'
import { killDecide } from './decide-kills.ts'
import { placeIn } from './harness.ts'
import { killIndex } from './index-kills.ts'
import { killMove } from './move-kills.ts'
import { killTrain } from './train-kills.ts'

const ROUNDS = 2
const CLEAN = { kills: ROUNDS, checksOk: ROUNDS, resumed: ROUNDS, problems: [] }
/** Each kill takes four processes, on a machine that may be busy. */
const PATIENCE = 300_000

test(
  'whatever is killed leaves a sound library, loses nothing that it acknowledged, and goes on',
  { timeout: PATIENCE },
  async () => {
    const folder = await temporaryFolder()
    const photos = path.join(folder, 'photos')
    await drawLibrary(photos, { classes: 4, perClass: 7, seed: 11 })
    await mkdir(path.join(photos, 'broken'))
    for (const [name, bytes] of await brokenFiles(new Random(11))) {
      await writeFile(path.join(photos, 'broken', name), bytes)
    }
    const random = new Random(11)
    const index = await killIndex(folder, photos, {
      rounds: ROUNDS,
      backbone: 'efficientnet-lite0-fp16', // needs no self-test, which each round would repeat
      random,
    })
    expect(index.report).toMatchObject({ ...CLEAN, photos: 28 })

    const undisturbed = path.dirname(index.undisturbed.library)
    await cp(undisturbed, path.join(folder, 'train'), { recursive: true })
    const train = await killTrain(placeIn(path.join(folder, 'train')), {
      ...{ rounds: ROUNDS, random },
      ...{ epochs: 1, labelsPerClass: 4 },
    })
    expect(train).toMatchObject(CLEAN)

    await cp(undisturbed, path.join(folder, 'network'), { recursive: true })
    const network = await killTrain(placeIn(path.join(folder, 'network')), {
      ...{ rounds: ROUNDS, random },
      ...{ network: 'cnn', epochs: 1, labelsPerClass: 4 },
    })
    expect(network).toMatchObject(CLEAN)

    await cp(path.join(folder, 'train'), path.join(folder, 'commands'), { recursive: true })
    const commands = await killCommands(placeIn(path.join(folder, 'commands')), { rounds: 4, random })
    expect(commands).toMatchObject({ ...CLEAN, kills: 4, checksOk: 4, resumed: 4 })

    const decide = await killDecide(index.undisturbed, { rounds: ROUNDS, random })
    expect(decide).toMatchObject({ ...CLEAN, missing: 0 })
    expect(decide.acknowledged).toBeGreaterThan(0)

    await cp(undisturbed, path.join(folder, 'move'), { recursive: true })
    const move = await killMove(placeIn(path.join(folder, 'move')), photos, { rounds: ROUNDS, random })
    expect(move).toMatchObject(CLEAN)
  },
)
