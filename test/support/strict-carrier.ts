/** @file Refuses what Electron's ports refuse, by the serializer that both stand on. */
import { Serializer } from 'node:v8'

/** @throws DataCloneError where any part of a message lies in shared memory */
export function assertNothingShared(message: unknown): void {
  new Serializer().writeValue(message)
}
