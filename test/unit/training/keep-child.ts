/**
 * @file A process that trains a head and kills itself at its end, for meanwhile.test.ts: LIBRARY MOMENT. While it waits for its turn
 * a photo comes in.
 */
import { z } from 'zod'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { trainHead } from '../../../main/jobs/training/train.ts'
import { openStore } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { cacheIn } from '../../support/cache.ts'
import { addLater } from '../../support/photos/synthetic-library.ts'
import { someProblem } from '../../support/review.ts'
import { row } from '../../../main/math/matrix.ts'

const Moment = z.enum(['before its turn', 'embedding', 'in the transaction', 'after it'])

const [library, moment] = z.tuple([z.string(), Moment]).parse(process.argv.slice(2))
const dieAt = (now: z.infer<typeof Moment>): void => {
  if (now === moment) process.kill(process.pid, 'SIGKILL')
}
const opened = openStore(library)
const activate: typeof opened.heads.activate = (...given) => {
  dieAt('in the transaction')
  opened.heads.activate(...given)
}
const store = { ...opened, heads: { ...opened.heads, activate } }
await trainHead(
  {
    store,
    models: new Models({ store }),
    signal: new AbortController().signal,
    report: ({ stage, done }) => {
      if (stage === 'embedding photos' && done > 0) dieAt('embedding')
    },
    inTurn: async (work) => {
      addLater(store, row(someProblem.features, 0))
      dieAt('before its turn')
      const kept = await work()
      dieAt('after it')
      return kept
    },
    clock: Date.now,
    cacheFolder: cacheIn(library),
  },
  contract.train.input.parse({ backend: 'wasm', epochs: 1, seed: 5, pyramid: false }),
)
