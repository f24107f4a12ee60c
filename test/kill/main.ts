/**
 * @file `npm run kill -- [--rounds 20] [--photos DIR] [--only JOB] [--seed N]`: kills index, train (of the head and of two
 * networks), decide, the short commands (undo, promote, ONNX export, restore) and the moving of photos so many times each at random moments, and prints
 * one JSON report. DIR holds photos in folders named like their classes; without it the pictures are drawn. Exit code 1 when
 * anything was not as promised.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '../../main/math/random.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { killCommands } from './command-kills.ts'
import { killDecide } from './decide-kills.ts'
import { placeIn, type KillReport, type Place } from './harness.ts'
import { killIndex } from './index-kills.ts'
import { killMove } from './move-kills.ts'
import { killTrain } from './train-kills.ts'

const DRAWN = { classes: 8, perClass: 25 }
const TRAINING = { epochs: 20, labelsPerClass: 6 }
const NETWORK_TRAINING = { network: 'cnn', epochs: 8, labelsPerClass: 6 } as const

/** Slower: its pictures are larger. */
const FINE_TUNING = { network: 'fine-tune', epochs: 2, labelsPerClass: 6 } as const

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    photos: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '0' },
    backbone: { type: 'string', default: 'efficientnet-lite2-int8' },
  },
})
const { backbone } = values
const rounds = Number(values.rounds)
const random = new Random(Number(values.seed))
const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-kill-'))
const copyOf = async ({ library }: Place, name: string) => {
  const place = placeIn(path.join(folder, name))
  await cp(path.dirname(library), path.dirname(place.library), { recursive: true })
  return place
}
const isWanted = (job: string) => values.only === undefined || values.only === job
/** How often to kill this job, which is announced on standard error. */
const roundsOf = (job: string) => {
  const times = isWanted(job) ? rounds : 0
  if (times > 0) process.stderr.write(`Killing ${job} ${times} times.\n`)
  return { rounds: times, random: random.fork(job) }
}

try {
  const photos = values.photos === undefined ? path.join(folder, 'photos') : path.resolve(values.photos)
  if (values.photos === undefined) await drawLibrary(photos, DRAWN)
  const { report: index, undisturbed } = await killIndex(folder, photos, { ...roundsOf('index'), backbone })
  const train = await killTrain(await copyOf(undisturbed, 'train'), { ...roundsOf('train'), ...TRAINING })
  const deep = { network: NETWORK_TRAINING, 'fine-tune': FINE_TUNING } as const
  const deepReports: Record<string, KillReport> = {}
  for (const [job, training] of Object.entries(deep)) {
    // Each begins with a training of minutes, whatever the number of kills.
    if (!isWanted(job)) continue
    deepReports[job] = await killTrain(await copyOf(undisturbed, job), { ...roundsOf(job), ...training })
  }
  const decide = await killDecide(await copyOf(undisturbed, 'decide'), roundsOf('decide'))
  const trained = await copyOf(placeIn(path.join(folder, 'train')), 'commands')
  const commands = await killCommands(trained, roundsOf('commands'))
  const move = await killMove(await copyOf(undisturbed, 'move'), photos, roundsOf('move'))
  const report = { index, train, ...deepReports, decide, commands, move }
  process.stdout.write(`${JSON.stringify(report)}\n`)
  if (Object.values(report).some(({ problems }) => problems.length > 0)) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
