/** @file Hears of every job of the engine that runs, also of the next engine and of the next library. */
import { createClient } from '../../../../shared/client.ts'
import type { Port } from '../../../../shared/port.ts'
import type { WorkSigns } from './work-signs.ts'

/** @param isLeaving true when the app is about to end: the engine is then not asked for again. */
export function followJobs(
  connect: () => Port,
  work: Pick<WorkSigns, 'take' | 'forget'>,
  isLeaving: () => boolean,
): void {
  const port = connect()
  const client = createClient(port)
  async function refresh(): Promise<void> {
    work.forget()
    const answer = await client.call('jobs', {}).catch(() => undefined)
    for (const job of answer?.jobs ?? [])
      if (job.state === 'queued' || job.state === 'running') work.take(job)
  }
  client.on('job', (job) => {
    work.take(job)
  })
  client.on('library', () => void refresh())
  port.onClose(() => {
    work.forget()
    if (!isLeaving()) followJobs(connect, work, isLeaving)
  })
  void refresh()
}
