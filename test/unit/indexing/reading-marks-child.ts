/**
 * @file A process that indexes a folder, and that ends as by a fault of a decoder when it reads a picture that says so: LIBRARY FOLDER.
 * Nothing else of it is made up; no file is known that has this effect on the decoders of today.
 */
import { createLog } from '../../../main/jobs/log.ts'
import path from 'node:path'
import { readPhoto } from '../../../main/ingest/read-photo.ts'
import { indexFolders } from '../../../main/jobs/indexing/index-folders.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { openStore } from '../../../main/store/store.ts'

const [library, folder] = process.argv.slice(2)
const store = openStore(library)
await indexFolders(
  {
    ...{ store, models: new Models({ store }), signal: new AbortController().signal },
    ...{ report: () => undefined, clock: Date.now, log: createLog('silent') },
    resources: path.resolve(import.meta.dirname, '../../../resources'),
    cacheFolder: path.join(library, 'cache'),
  },
  { folders: [folder], backbone: 'efficientnet-lite0-fp16' },
  {
    readPhoto(picture, ...rest) {
      if (picture.file.includes('ends the process')) process.kill(process.pid, 'SIGSEGV')
      return readPhoto(picture, ...rest)
    },
  },
)
store.close()
