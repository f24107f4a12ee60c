/** @file Where the bundled preloads lie: beside the shell's own entry, whichever file of the shell asks. */
import path from 'node:path'

export const PRELOAD = path.join(import.meta.dirname, 'preload.cjs')
export const HIDDEN_PRELOAD = path.join(import.meta.dirname, 'hidden-preload.cjs')
