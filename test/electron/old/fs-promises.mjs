/** @file Stands in for the module `fs/promises`, which Node 12 has as a property of `fs` only: what the main process uses of it. */
import { promises } from 'fs'

export const { open, readFile, rename } = promises

/** Node 12 removes a file by another name, and knows no `force`. */
export async function rm(file) {
  await promises.unlink(file).catch(() => undefined)
}
