/**
 * @file The state of a training that takes minutes, in a file, so that it can continue after a cancel or a crash. It is a
 * convenience only: a file that cannot be read counts as missing, and failing to write one stops nothing.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { writeAtomicallySync } from '../../../files/write-atomically.ts'
import { TrainingState, type Checkpoints } from '../../../learn/training/checkpoint.ts'

/** A reader finds the complete state of either the last epoch or the one before, never a mixture. */
export function checkpointFile(file: string): Checkpoints {
  return {
    last: readState(file),
    save(state) {
      try {
        mkdirSync(path.dirname(file), { recursive: true })
        // Parsing drops properties that are not part of the state.
        writeAtomicallySync(file, serialize(TrainingState.parse(state)))
      } catch {
        // For example on a full disk: the training continues without a checkpoint.
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
