/** @file The checksum by which a network's file is known. */
import { createHash } from 'node:crypto'

/** @returns hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
