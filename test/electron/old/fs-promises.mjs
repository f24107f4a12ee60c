/** @file Stands in for the module `fs/promises`, which Node 12 has as a property of `fs` only: what the main process uses of it. */
import { promises } from 'fs'

export const { readFile } = promises
