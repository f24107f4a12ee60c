/** @file Writes a class into a sidecar, or would, as somebody who may not; prints what came of it. Its words: the sidecar, `dry` or not. */
import { writeSidecar } from '../../main/jobs/export/keywords/sidecar.ts'

const [, , sidecar, dry] = process.argv
process.stdout.write(JSON.stringify(await writeSidecar(sidecar, 'duck', dry === 'dry')))
