/** @file A process that marks one more photo of a library missing for each line that it is told: LIBRARY. */
import { createInterface } from 'node:readline'
import { openStore } from '../../../main/store/store.ts'

const store = openStore(process.argv[2])
const files = store.files.under(1)
for await (const line of createInterface(process.stdin)) store.files.markMissing([files[Number(line)].id])
store.close()
