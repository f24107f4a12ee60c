/** @file Ends with 0 where the folder that it is given can be read but not written, else with a line that says what happened. */
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'

const [, , folder] = process.argv
readdirSync(folder)
let isRefused = false
try {
  writeFileSync(path.join(folder, 'probe'), '')
} catch {
  isRefused = true
}
if (!isRefused) {
  process.stderr.write('the folder was written to all the same')
  process.exit(1)
}
