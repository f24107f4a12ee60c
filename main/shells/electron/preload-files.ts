/** @file Where the bundled preloads lie: beside the shell's own entry, whichever file of the shell asks. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = path.dirname(fileURLToPath(import.meta.url))
export const PRELOAD = path.join(folder, 'preload.cjs')
export const HIDDEN_PRELOAD = path.join(folder, 'hidden-preload.cjs')
