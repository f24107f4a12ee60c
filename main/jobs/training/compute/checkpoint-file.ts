/**
 * @file The state of a training that takes minutes, in a file, so that it goes on after a cancel or a crash. It is a
 * convenience: a file that cannot be read is as good as none, and one that cannot be written holds up nothing.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { writeAtomicallySync } from '../../../files/write-atomically.ts'
import { TrainingState, type Checkpoints } from '../../../learn/training/checkpoint.ts'

/** Whoever reads it later finds the state of one epoch or of the one before, never parts of both. */
export function checkpointFile(file: string): Checkpoints {
  return {
    last: readState(file),
    save(state) {
      try {
        mkdirSync(path.dirname(file), { recursive: true })
        // Parsing leaves out what else hangs on the state.
        writeAtomicallySync(file, serialize(TrainingState.parse(state)))
      } catch {
        // A full disk, say: the training goes on without.
      }
    },
  }
}

function readState(file: string): TrainingState | undefined {
  try {
    return TrainingState.parse(deserialize(readFileSync(file)))
  } catch {
    return undefined
  }
}
