/** @file This computer, as results that hold on it alone are marked with it: how fast it is, what it computes rightly. */
import { createHash } from 'node:crypto'
import os from 'node:os'

/** @param about what the results depend on besides, such as a version */
export function machineKey(...about: readonly (string | number)[]): string {
  const processor = os.cpus().at(0)?.model ?? ''
  const parts = [...about, os.hostname(), os.platform(), os.arch(), processor]
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}
