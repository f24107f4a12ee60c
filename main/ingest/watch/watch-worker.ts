/** @file The thread that watches folders: the work for it, such as listing a large tree, keeps nobody waiting. */
import { serveRequests } from '../../workers/serve-requests.ts'
import { WatchRequest, type WatchNews } from './protocol.ts'
import { UnfinishedFiles } from './unfinished-files.ts'
import { WatchedFolder } from './watched-folder.ts'

let files: UnfinishedFiles | undefined

serveRequests<WatchRequest, WatchNews>(
  WatchRequest,
  async (request, { signal, tell }) => {
    if (request.kind === 'follow') {
      for (const file of request.files) files?.addFile(file)
      return
    }
    const { folders, times } = request
    const own = new UnfinishedFiles(times.quiet, tell)
    files = own
    try {
      await Promise.all(
        folders.map((folder) => new WatchedFolder(folder, { times, files: own, tell }).run(signal)),
      )
    } finally {
      own.clear()
    }
  },
  { atOnce: true },
)
