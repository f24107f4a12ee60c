/** @file Draws the map of all photos and keeps it; photos that came in are placed on the one there is. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { MapOf } from '../../../shared/contract/map.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { Random } from '../../math/random.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { HeadRow, Store, StoredMap } from '../../store/types/index.ts'
import type { JobContext } from '../context.ts'
import { answeringHead } from '../heads/answering-head.ts'
import type { LibraryModel } from '../library-model/library-model.ts'
import type { ReaderInput } from '../library-model/reader-calls.ts'

type Needed = Pick<JobContext, 'store' | 'models' | 'signal' | 'report' | 'clock'>

/** With more new photos than this share of all, the map is drawn anew: they may be of a kind of their own. */
const MOST_PLACED = 0.2
/** Of the features' principal coordinates so many are compared: those of the graph of look-alikes. */
const COLUMNS = 64
/** The map must be the same for everyone who opens the library. */
const MAP_SEED = 0
/** Of a map that is some tens wide: photos that would be placed on the same point can be told apart, and one zooms in between them. */
const SHAKE = 0.01

/** What the photos are compared by. Row i of x belongs to ids[i]; ascending. */
interface Compared {
  /** Where the map of it is kept: another version may come into force while this one is drawn. */
  readonly space: string
  readonly ids: readonly PhotoId[]
  /** Rows L2-normalised, or nearly: their dot products are likenesses. */
  readonly x: Matrix
  /** Of x so many first columns are compared: all of them are sent to the thread that lays out, since those of the features lie where it reads them. */
  readonly columns: number
  /** Of look-alikes, where there is one already. */
  readonly graph: ReaderInput<'layOut'>['graph']
}

export function storedMap(store: Store, { of }: Parsed<'map'>): Output<'map'> {
  const space = spaceName(store, of)
  const kept = space === undefined ? undefined : store.maps.get(space)
  return {
    drawnAt: kept?.createdAt ?? null,
    isPossible: space !== undefined,
    ids: kept?.photos ?? new Int32Array(),
    positions: kept?.positions ?? new Float32Array(),
  }
}

/** @throws AppError see the contract. */
export async function drawMap(context: Needed, { of, anew }: Parsed<'drawMap'>): Promise<Output<'drawMap'>> {
  const { store, clock } = context
  const startedAt = clock()
  if (spaceName(store, of) === undefined)
    throw new AppError('not-found', sentence(of === 'head' ? 'map-needs-head' : 'no-photos-index-first'))
  const compared = await comparedBy(context, of)
  const { space } = compared
  const kept = anew ? undefined : store.maps.get(space)
  const found = (kept && (await placedOn(kept, compared, context))) ?? (await drawn(compared, of, context))
  const { positions, placed } = found
  store.maps.put({ space, photos: Int32Array.from(compared.ids), positions })
  return { photos: compared.ids.length, placed, seconds: (clock() - startedAt) / 1000 }
}

/** By features, or by what a head makes of them; undefined where there is nothing to compare. */
function spaceName(store: Store, of: MapOf): string | undefined {
  const head = answeringHead(store)
  if (of === 'head') return head && headSpace(head)
  const [first, second] = [store.features.active(), store.features.second()]
  if (first === undefined) return undefined
  return second === undefined ? `features:${first.id}` : `features:${first.id}+${second.id}`
}

function headSpace({ id }: Pick<HeadRow, 'id'>): string {
  return `head:${id}`
}

async function comparedBy({ store, models }: Needed, of: MapOf): Promise<Compared> {
  const space = spaceName(store, 'features')
  const model = await models.current()
  if (of === 'features' && space !== undefined) return { space, ...(await byFeatures(model)) }
  if (model.head === undefined) throw new AppError('not-found', sentence('map-needs-head'))
  const { row, ids, matrix: x } = model.head
  return { space: headSpace(row), ids, x, columns: x.columns, graph: null }
}

async function byFeatures({ space }: LibraryModel): Promise<Omit<Compared, 'space'>> {
  const { ids, principal, affinity } = await space()
  const { offsets, columns: others } = affinity
  const columns = Math.min(COLUMNS, principal.columns)
  return { ids, x: principal, columns, graph: { offsets, columns: others } }
}

async function drawn(
  compared: Compared,
  of: MapOf,
  context: Needed,
): Promise<{ positions: Float32Array; placed: number }> {
  const { store, models, signal, report } = context
  // The map of a head begins at that of the features, so that one sees where photos went; those that came in since are placed on it.
  const { ids, positions } = storedMap(store, { of: 'features' })
  const quiet = { ...context, report: () => undefined }
  const start = of === 'head' ? await placedOn({ photos: ids, positions }, compared, quiet) : undefined
  const { x, columns, graph } = compared
  const input = { x, columns, graph, seed: MAP_SEED, start: start?.positions ?? null }
  return { positions: await models.layOut(input, { signal, report }), placed: 0 }
}

/** Undefined where the map is to be drawn anew. */
async function placedOn(
  kept: Pick<StoredMap, 'photos' | 'positions'>,
  { ids, x, columns }: Compared,
  { models, signal, report }: Needed,
): Promise<{ positions: Float32Array; placed: number } | undefined> {
  const { positions, lacking } = positionsOf(kept, ids)
  if (lacking.length > MOST_PLACED * ids.length) return undefined
  if (lacking.length === 0) return { positions, placed: 0 }
  const rows = Int32Array.from(lacking)
  const placed = await models.placeBeside({ x, columns, positions, rows }, { signal, report })
  for (const [i, row] of rows.entries()) {
    const random = new Random(ids[row])
    for (const axis of [0, 1]) positions[2 * row + axis] = placed[2 * i + axis] + SHAKE * random.normal()
  }
  return { positions, placed: rows.length }
}

/** [ids.length, 2] where these photos are on a map, and the rows of those that are not on it. */
function positionsOf(
  { photos, positions }: Pick<StoredMap, 'photos' | 'positions'>,
  ids: readonly PhotoId[],
): { positions: Float32Array; lacking: number[] } {
  const found = new Float32Array(2 * ids.length)
  const lacking: number[] = []
  let at = 0
  for (const [row, id] of ids.entries()) {
    while (at < photos.length && photos[at] < id) at += 1
    if (photos[at] === id) found.set(positions.subarray(2 * at, 2 * at + 2), 2 * row)
    else lacking.push(row)
  }
  return { positions: found, lacking }
}
