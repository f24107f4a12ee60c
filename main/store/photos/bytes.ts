/** @file Converts hashes to bytes for the database, which takes half the space of their hexadecimal text. */
import { AppError } from '../../../shared/errors.ts'

/** @throws AppError `internal` for anything but the 64 lower-case digits of a sha256. */
export function fromHex(hash: string, what: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(hash)) {
    throw new AppError('internal', `${what} must be a hexadecimal sha256, not "${hash}".`)
  }
  return Buffer.from(hash, 'hex')
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}

/** 8 bytes, big endian, since a signed SQLite integer has no room for an unsigned 64-bit number. */
export function perceptualHashToBytes(hash: bigint): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(hash)
  return bytes
}

export function perceptualHashFromBytes(bytes: Uint8Array): bigint {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readBigUInt64BE()
}
