/**
 * @file A process that trains a network on a library of pictures and embeds the photos by small parts, to be killed by
 * kill.test.ts: LIBRARY NETWORK EPOCHS. Prints its progress, and at last what came of it.
 */
import path from 'node:path'
import { z } from 'zod'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { trainNetwork } from '../../../main/jobs/training/train-network.ts'
import { trainInput } from '../../../main/jobs/training/train-request.ts'
import { Trainer } from '../../../main/jobs/training/thread/trainer.ts'
import { openStore } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { DeepNetworkName } from '../../../shared/domain.ts'

const [library, name, epochs] = z
  .tuple([z.string(), DeepNetworkName, z.coerce.number()])
  .parse(process.argv.slice(2))
const store = openStore(library)
const trainer = new Trainer()
const write = (value: object): boolean => process.stdout.write(`${JSON.stringify(value)}\n`)
const output = await trainNetwork(
  trainer,
  {
    store,
    models: new Models({ store }),
    signal: new AbortController().signal,
    report: write,
    clock: Date.now,
    resources: path.resolve(import.meta.dirname, '../../../resources'),
    cacheFolder: path.join(library, 'cache'),
  },
  {
    ...trainInput(contract.train.input.parse({ network: name, backend: 'wasm', epochs, seed: 5 })),
    network: name,
  },
  { others: 2, part: 5 },
)
write(output)
await trainer.close()
store.close()
