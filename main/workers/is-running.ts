/** @file Whether a process of this machine is running, whoever owns it. */
import process from 'node:process'
import { codeOf } from '../../shared/errors.ts'

export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0) // sends nothing
    return true
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM' // it is someone else's
  }
}
