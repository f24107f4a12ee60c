/**
 * @file Hyper-parameters for the library's own labels, by successive halving (Jamieson and Talwalkar 2016): many settings
 * are tried for a few epochs, and the best third continues for longer. Settings are judged out of fold, with photos of one
 * page or burst in one fold. The result is the average of the five best (a single best is partly luck), unless the
 * defaults do better; nothing in the library changes.
 */
import { contract, type Output, type Parsed } from '../../shared/contract.ts'
import type { Trial, TunedParameters } from '../../shared/contract/learning.ts'
import { AttentionForm } from '../../shared/domain.ts'
import { throwIfCancelled } from '../../shared/errors.ts'
import { DEFAULT_SETTINGS } from '../learn/training/head-task.ts'
import { Random } from '../math/random.ts'
import { mean } from '../math/statistics.ts'
import type { JobContext } from '../jobs/context.ts'
import { readEvidence } from '../jobs/review/evidence.ts'
import { PageCache } from '../jobs/review/page-cache.ts'
import { Trainer } from '../jobs/training/thread/trainer.ts'
import type { TrainRequest } from '../jobs/training/thread/train-protocol.ts'
import { requestOf, trainInput } from '../jobs/training/train-request.ts'

/** With fewer labels a class the folds cannot distinguish settings. */
const FEWEST_LABELS_A_CLASS = 3
/** The most epochs of a round; the last is what `train` uses. */
const ROUNDS = [3, 6, 12]
/** A third of the settings continues after a round. */
const SURVIVORS = 1 / 3
const AVERAGED = 5

const DEFAULTS: TunedParameters = { ...DEFAULT_SETTINGS, attention: 'gate', pyramid: true }

/** @throws AppError `not-enough-labels`, `not-found`, `backend-unavailable`, `cancelled`. */
export async function tune(context: JobContext, input: Parsed<'tune'>): Promise<Output<'tune'>> {
  const { store, models, clock } = context
  const started = clock()
  const { strategy, backend, seed } = input
  const space = await (await models.current()).space()
  const evidence = readEvidence(store, store.labelSets.current(), space, new PageCache(store))
  const options = { strategy, seed, ...(backend === undefined ? {} : { backend }) }
  const training = trainInput(contract.train.input.parse(options))
  const request = await requestOf(context, training, space, evidence)
  const finish = (best: Trial | null, trials: Trial[], note: string): Output<'tune'> => ({
    strategy,
    best,
    trials,
    note,
    seconds: (clock() - started) / 1000,
  })
  if (evidence.labelledCount < FEWEST_LABELS_A_CLASS * evidence.classCount) {
    return finish(null, [], 'There are fewer than three labels a class: the defaults are kept.')
  }
  const trainer = new Trainer(context.openWindow)
  const judge = new Judge(context, trainer, request, input.trials)
  const settings = drawSettings(input.trials, new Random(seed).fork('tune'))
  const { trials, ofAverage, ofDefaults } = await closeAfter(trainer, context.log, () =>
    judgeAll(judge, settings),
  )
  const all = [ofAverage, ofDefaults, ...trials].sort(bestFirst)
  // Both were trained equally long: the average of the best is taken unless the defaults are better.
  const best = ofAverage.logLoss <= ofDefaults.logLoss ? ofAverage : ofDefaults
  const gain = ofDefaults.logLoss - best.logLoss
  const note =
    best === ofDefaults
      ? 'No setting beat the defaults on photos that it had not seen: they are kept.'
      : `Out-of-fold log-loss ${best.logLoss.toFixed(3)}, ${gain.toFixed(3)} less than with the defaults.`
  return finish(best, all, note)
}

/** The settings; then the average of the best ones and the defaults, both trained as long as the last round. */
async function judgeAll(
  judge: Judge,
  settings: readonly TunedParameters[],
): Promise<{ trials: Trial[]; ofAverage: Trial; ofDefaults: Trial }> {
  const trials = await halve(judge, settings)
  const averaged = averageOf(trials.slice(0, AVERAGED).map(({ parameters }) => parameters))
  const last = ROUNDS.length
  return {
    trials,
    ofAverage: await judge.try(averaged, last),
    ofDefaults: await judge.try(DEFAULTS, last),
  }
}

async function closeAfter<T>(trainer: Trainer, log: JobContext['log'], use: () => Promise<T>): Promise<T> {
  try {
    return await use()
  } finally {
    trainer.logFailures(log)
    await trainer.close()
  }
}

/** Those that lasted most rounds first, then by log-loss, least first. */
function bestFirst(a: Trial, b: Trial): number {
  return b.rounds - a.rounds || a.logLoss - b.logLoss
}

async function halve(judge: Judge, settings: readonly TunedParameters[]): Promise<Trial[]> {
  const ended: Trial[] = []
  let running = settings
  for (let round = 1; round <= ROUNDS.length; round += 1) {
    const judged: Trial[] = []
    for (const parameters of running) judged.push(await judge.try(parameters, round))
    judged.sort(bestFirst)
    const kept = round === ROUNDS.length ? judged.length : Math.max(1, Math.ceil(judged.length * SURVIVORS))
    running = judged.slice(0, kept).map(({ parameters }) => parameters)
    ended.push(...(round === ROUNDS.length ? judged : judged.slice(kept)))
  }
  return ended.sort(bestFirst)
}

/** Trains settings for a round and judges them by the folds. */
class Judge {
  readonly #context: JobContext
  readonly #trainer: Trainer
  readonly #request: TrainRequest
  readonly #total: number
  #done = 0

  constructor(context: JobContext, trainer: Trainer, request: TrainRequest, trials: number) {
    this.#context = context
    this.#trainer = trainer
    this.#request = request
    let [total, running] = [2, trials] // the average and the defaults follow at the end
    ROUNDS.forEach(() => {
      total += running
      running = Math.max(1, Math.ceil(running * SURVIVORS))
    })
    this.#total = total
  }

  async try(parameters: TunedParameters, round: number): Promise<Trial> {
    const { signal, report } = this.#context
    throwIfCancelled(signal)
    report({ stage: 'tuning', done: this.#done, total: this.#total })
    const { attention, pyramid, ...settings } = parameters
    const epochs = ROUNDS[round - 1]
    const { metrics } = await this.#trainer.train(
      { ...this.#request, attention, pyramid, settings, epochs },
      { signal },
    )
    this.#done += 1
    report({ stage: 'tuning', done: this.#done, total: this.#total })
    return { parameters, rounds: round, epochs, logLoss: metrics.logLoss, accuracy: metrics.accuracy }
  }
}

/** Random settings around the defaults: rates over a factor of 20, the others over their usual range. */
function drawSettings(count: number, random: Random): TunedParameters[] {
  const one = (): TunedParameters => ({
    rate: 5e-5 * 20 ** random.next(),
    decay: [0, 0.3, 1, 3][random.integer(4)],
    dropout: [0, 0.15, 0.3, 0.5][random.integer(4)],
    attention: AttentionForm.options[random.integer(AttentionForm.options.length)],
    pyramid: random.next() < 0.5,
  })
  return Array.from({ length: count }, one)
}

/** The geometric mean of the rates, the mean of the other numbers, the most frequent value of the choices. */
function averageOf(settings: readonly TunedParameters[]): TunedParameters {
  return {
    rate: Math.exp(mean(settings.map(({ rate }) => Math.log(rate)))),
    decay: mean(settings.map(({ decay }) => decay)),
    dropout: mean(settings.map(({ dropout }) => dropout)),
    attention: commonest(settings.map(({ attention }) => attention)),
    pyramid: commonest(settings.map(({ pyramid }) => pyramid)),
  }
}

/** The most frequent value; in a tie the one that comes first, so the better one. */
function commonest<T>(values: readonly T[]): T {
  const count = (value: T): number => values.filter((other) => other === value).length
  return values.reduce((most, next) => (count(next) > count(most) ? next : most))
}
