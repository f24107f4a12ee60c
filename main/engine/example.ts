/** @file The example: where its pictures are drawn. */
import path from 'node:path'
import type { Output } from '../../shared/contract.ts'
import { nameOnDisk } from '../jobs/export/safe-name.ts'

/** Beside the person's libraries, never among their photos. @throws AppError as `cannotWrite` says. */
export async function drawExampleFor(userFolder: string, name: string): Promise<Output<'drawExample'>> {
  const folder = path.join(userFolder, 'examples', nameOnDisk(name))
  const { drawExample } = await import('../jobs/example/draw-example.ts')
  return { folder, photos: await drawExample(folder) }
}
