/** @file The table of jobs: what was requested, the progress, and which process runs it. */
import process from 'node:process'
import { z } from 'zod'
import { Progress } from '../../shared/domain.ts'
import { JobKind, JobStage } from '../../shared/jobs.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { isRunning } from '../workers/is-running.ts'
import type { WritableDatabase } from './lifecycle/database.ts'
import { readJson, writeJson } from './lifecycle/json.ts'
import { readSentence, writeSentence } from './lifecycle/stored-sentence.ts'
import type { JobId, Jobs, LabelSetId, StoredJob } from './types/index.ts'

const COLUMNS = `id, kind, state, input, progress, error, owner, started_at AS startedAt, finished_at AS finishedAt`

/** Another version may have stored a stage that this one does not know. */
const StoredProgress = Progress.extend({ stage: JobStage.catch('working') })
const StoredKind = JobKind.catch('other')

interface JobRow extends Omit<StoredJob, 'kind' | 'input' | 'progress' | 'error'> {
  kind: string
  error: string | null
  input: string
  progress: string | null
  /** Process id. */
  owner: number
}

/** @param labelSet the one that is open */
export function jobsOf(database: WritableDatabase, clock: () => number, labelSet: () => LabelSetId): Jobs {
  /** Jobs of this connection: a process id alone may have belonged to an earlier process. */
  const own = new Set<JobId>()
  const update = (assignments: string, id: JobId, ...values: (string | number | null)[]) => {
    if (database.run(`UPDATE jobs SET ${assignments} WHERE id = ?`, ...values, id).changes === 0) {
      throw new AppError('not-found', sentence('no-job', { id }), { job: id })
    }
  }
  return {
    add: (kind, input) => {
      const { id } = database.run(
        "INSERT INTO jobs (label_set_id, kind, state, input, owner, started_at) VALUES (?, ?, 'queued', ?, ?, ?)",
        labelSet(),
        kind,
        writeJson(z.json(), input, `The input of the job ${kind}`),
        process.pid,
        clock(),
      )
      own.add(id)
      return id
    },
    start: (id) => {
      update("state = 'running', owner = ?, started_at = ?, finished_at = NULL", id, process.pid, clock())
      own.add(id)
    },
    progress: (id, progress) => {
      update('progress = ?', id, writeJson(Progress, progress, 'Progress'))
    },
    finish: (id, state, { error = null, progress = null, finishedAt = clock() } = {}) => {
      update(
        'state = ?, error = ?, progress = coalesce(?, progress), finished_at = ?',
        id,
        state,
        error === null ? null : writeSentence(error),
        progress === null ? null : writeJson(Progress, progress, 'Progress'),
        finishedAt,
      )
    },
    get: (id) => {
      const row = database.first<JobRow>(`SELECT ${COLUMNS} FROM jobs WHERE id = ?`, id)
      return row && jobOf(row)
    },
    labelSetOf: (id) =>
      database.first<{ labelSet: LabelSetId | null }>(
        'SELECT label_set_id AS labelSet FROM jobs WHERE id = ?',
        id,
      )?.labelSet ?? undefined,
    list: (limit) =>
      database
        .all<JobRow>(`SELECT ${COLUMNS} FROM jobs ORDER BY id DESC LIMIT ?`, limit ?? -1) // -1: no limit
        .map((row) => jobOf(row)),
    interrupted: () =>
      database
        .all<JobRow>(`SELECT ${COLUMNS} FROM jobs WHERE state IN ('queued', 'running') ORDER BY id`)
        .filter((row) => !own.has(row.id) && (row.owner === process.pid || !isRunning(row.owner)))
        .map((row) => jobOf(row)),
  }
}

function jobOf({ owner: _owner, ...row }: JobRow): StoredJob {
  return {
    ...row,
    kind: StoredKind.parse(row.kind),
    input: readJson(z.json(), row.input, `input of job ${row.id}`),
    error: row.error === null ? null : readSentence(row.error),
    progress:
      row.progress === null ? null : readJson(StoredProgress, row.progress, `progress of job ${row.id}`),
  }
}
