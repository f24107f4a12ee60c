/**
 * @file A process that prints what a backbone makes of one picture, as the processor needs it and by fast sums, to be run on
 * another processor by eight-bit-sums.test.ts: NAME FILE, which holds the pixels.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { openBackbone } from '../../../main/model/backbone.ts'
import { BackboneName } from '../../../shared/domain.ts'

const [name, file] = process.argv.slice(2)
const resources = path.resolve(import.meta.dirname, '../../../resources')
const pixels = await readFile(file)

async function look(order: string): Promise<{ sums: string; features: number[] }> {
  process.env.TWINSORT_INT8 = order
  const backbone = await openBackbone(BackboneName.parse(name), resources)
  const { features } = await backbone.embed(pixels, 1)
  await backbone.close()
  return { sums: backbone.sums, features: [...features] }
}
process.stdout.write(JSON.stringify({ asNeeded: await look(''), fast: await look('fast') }))
