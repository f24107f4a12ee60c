/** @file Starts the engine as a child process of this Node: for the web shell and for tests. */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { workerUrl } from '../../workers/worker-url.ts'
import type { EngineSettings } from '../settings.ts'
import type { EngineProcess } from './engine-host.ts'
import { lineToChild } from './lines.ts'
import { Trunk } from './trunk.ts'
import { sentence, type Sentence, verbatim } from '../../../shared/sentences/sentence.ts'

/** Longer than the child gives itself (engine-child.ts), so that this is for a child that hangs. */
const KILL_AFTER_MS = 8_000

const STANDARD_ERROR = 2

export interface NodeEngine extends EngineProcess {
  /** Undefined when the process could not be started. */
  readonly pid: number | undefined
}

export function startNodeEngine(settings: EngineSettings): NodeEngine {
  const entry = fileURLToPath(workerUrl(import.meta.url, './engine-child'))
  const child = fork(entry, [JSON.stringify(settings)], {
    serialization: 'advanced',
    // Standard output belongs to the shell's own result.
    stdio: ['ignore', STANDARD_ERROR, STANDARD_ERROR, 'ipc'],
  })
  const trunk = new Trunk(lineToChild(child))
  const ended = endOf(child)
  return {
    pid: child.pid,
    connect: () => trunk.open(),
    onExit(listener) {
      void ended.then(listener)
    },
    async stop() {
      if (child.connected) child.disconnect() // the child takes it for its parent's end, and closes the library
      const deadline = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
      await ended
      clearTimeout(deadline)
    },
  }
}

/** Resolves to the reason. */
function endOf(child: ChildProcess): Promise<Sentence> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(
        signal === null
          ? sentence('ended-with-code', { code: code ?? 'none' })
          : sentence('ended-by-signal', { signal }),
      )
    })
    child.on('error', (error) => {
      if (child.pid === undefined)
        resolve(sentence('ended-before-start', { problem: verbatim(error.message) }))
    })
  })
}
