/** @file The weights of EfficientNet-Lite0 from the file that ships. */
import { readShippedFile } from '../../shipped-file.ts'
import { parseEfficientNet, type EfficientNet } from './efficientnet.ts'

const FILE = 'efficientnet-lite0.safetensors'

/**
 * The file as it is, for whoever trains elsewhere.
 * @param resources absolute path of the folder `resources/`
 * @throws AppError `backend-unavailable` when the file is absent or damaged
 */
export async function readEfficientNetFile(resources: string): Promise<Uint8Array> {
  return (await readShippedFile(FILE, resources)).bytes
}

/** @throws AppError as above */
export async function readEfficientNet(resources: string): Promise<EfficientNet> {
  return parseEfficientNet(await readEfficientNetFile(resources))
}
