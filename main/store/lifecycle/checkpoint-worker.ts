/** @file The thread that writes the log of a library back into its database: see [Note: bulk transactions]. Started by bulk.ts. */
import { workerData } from 'node:worker_threads'
import { z } from 'zod'
import { serveRequests } from '../../workers/serve-requests.ts'
import { connect } from './database.ts'

const database = connect(z.string().parse(workerData))

serveRequests(
  z.object({}),
  () => {
    database.pragma('wal_checkpoint(PASSIVE)') // it waits for nobody, and nobody for it
    return null
  },
  {
    whenClosed: () => {
      database.close()
    },
  },
)
