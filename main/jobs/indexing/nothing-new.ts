/**
 * @file Whether an index run has nothing to do for any photo: then no network is opened, which takes longer than to compare 10,000 files.
 * Where this is not sure, the run looks at each photo as always.
 */
import { BuiltInBackbone } from '../../../shared/domain.ts'
import type { Parsed } from '../../../shared/contract.ts'
import { haveThumbnails } from '../../ingest/thumbnails.ts'
import { orderedInt8 } from '../../model/eight-bit-sums.ts'
import { areOfToday, cropsFrom } from '../../model/multi-crop.ts'
import { shippedChecksum } from '../../model/shipped-file.ts'
import type { Store, UsedBackbone } from '../../store/store.ts'
import type { JobContext } from '../context.ts'

type Input = Pick<Parsed<'index'>, 'backbone' | 'secondBackbone' | 'ownBackbone' | 'crops' | 'verify'>

type Context = Pick<JobContext, 'store' | 'resources' | 'cacheFolder' | 'clock'>

/** Of a library in which no file is to be read. */
export async function hasNothingNew(context: Context, input: Input): Promise<boolean> {
  const { store, resources } = context
  const [active, second] = [store.features.active(), store.features.second()]
  if (active === undefined || !asksForNothing(input, active, second)) return false
  const used = second === undefined ? [active] : [active, second]
  for (const backbone of used) if (!(await isAsShipped(store, backbone, resources))) return false
  if (!used.every(({ id }) => store.features.isComplete(id))) return false
  return store.photos.withStaleFacts().length === 0 && hasAllThumbnails(context)
}

function asksForNothing(
  { backbone, secondBackbone, ownBackbone, crops, verify }: Input,
  active: UsedBackbone,
  second: UsedBackbone | undefined,
): boolean {
  // Where the twins of the int8 networks are ordered, or a second one sees other crops, all photos are embedded again.
  if (verify === true || ownBackbone !== undefined || orderedInt8() === 'twin') return false
  if (backbone !== undefined && backbone !== active.name) return false
  if (!areOfToday(active.crops)) return false
  if (crops !== undefined && crops !== cropsFrom(active.crops)) return false
  if (secondBackbone !== undefined && secondBackbone !== (second?.name ?? null)) return false
  return second === undefined || (second.name !== active.name && second.crops.join() === active.crops.join())
}

/** Another version of Twinsort may ship another network under the same name. */
async function isAsShipped(store: Store, { id, name }: UsedBackbone, resources: string): Promise<boolean> {
  const shipped = BuiltInBackbone.safeParse(name).data
  if (shipped === undefined) return false
  const checksum = await shippedChecksum(`${shipped}.onnx`, resources)
  return checksum !== undefined && checksum === store.features.backbone(id)?.sha256
}

async function hasAllThumbnails({ store, cacheFolder, clock }: Context): Promise<boolean> {
  const { folder, photos } = store
  if (folder === null) return true
  const version = `${store.modelVersion().photos} ${photos.countPresent()}`
  return haveThumbnails(
    folder,
    { version, hashes: () => photos.presentHashes() },
    { cacheFolder, now: clock() },
  )
}
