/** @file A process that indexes a folder and prints its progress, to be killed by kill.test.ts: LIBRARY FOLDER. */
import { createLog } from '../../../main/jobs/log.ts'
import path from 'node:path'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { indexFolders } from '../../../main/jobs/indexing/index-folders.ts'
import { openStore } from '../../../main/store/store.ts'

const [library, folder] = process.argv.slice(2)
const store = openStore(library)
await indexFolders(
  {
    store,
    models: new Models({ store }),
    signal: new AbortController().signal,
    report: (progress) => process.stdout.write(`${JSON.stringify(progress)}\n`),
    clock: Date.now,
    resources: path.resolve(import.meta.dirname, '../../../resources'),
    cacheFolder: path.join(library, 'cache'),
    log: createLog('silent'),
  },
  { folders: [folder], backbone: 'efficientnet-lite0-fp16' },
)
store.close()
