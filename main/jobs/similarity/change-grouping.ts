/** @file What a person does to groups by hand: several become one, one becomes several, and back. No label changes by it. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { GroupingChange } from '../../../shared/contract/groups.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { gatherRows, type Matrix } from '../../math/matrix.ts'
import type { Clustering, NewClustering } from '../../store/types/index.ts'
import type { JobContext } from '../context.ts'
import { activeSpace, type Space } from './active-space.ts'

type Needed = Pick<JobContext, 'store' | 'models' | 'signal'>

/** @throws AppError see the contract. */
export async function changeGrouping(
  context: Needed,
  { grouping, change }: Parsed<'changeGrouping'>,
): Promise<Output<'changeGrouping'>> {
  const { store, models, signal } = context
  const kept = newest(context, grouping)
  if (change.kind === 'undo') return { grouping: takenBack(store, kept, change) }
  const space = await activeSpace(await models.current())
  if (space?.name !== kept.space) throw new AppError('conflict', sentence('grouping-outdated'))
  const { parts, ...changed } =
    change.kind === 'merge'
      ? await merged(kept, space, change, context)
      : await split(kept, space, change, context)
  throwIfCancelled(signal)
  newest(context, grouping) // computing takes a moment, in which another window may have been quicker
  return { grouping: store.clusters.put(changed), ...(change.kind === 'split' ? { parts } : {}) }
}

/** @returns the id of the newest grouping now. */
function takenBack(
  { clusters, journal, labelSets }: Needed['store'],
  { id, afterDecision }: Clustering,
  { unlessDecided }: Undo,
): number {
  if (unlessDecided && journal.hasDecidedAfter(labelSets.current(), afterDecision)) return id
  const before = clusters.takeBack(id)
  if (before !== undefined) return before
  if (unlessDecided) return id
  throw new AppError('conflict', sentence('grouping-first'))
}

function newest({ store }: Needed, id: number): Clustering {
  const kept = store.clusters.latest()
  if (kept?.id !== id) throw new AppError('conflict', sentence('grouping-changed'))
  return kept
}

type Merge = Extract<GroupingChange, { kind: 'merge' }>
type Split = Extract<GroupingChange, { kind: 'split' }>
type Undo = Extract<GroupingChange, { kind: 'undo' }>

/** @property parts groups that came out of one. */
type Changed = NewClustering & { readonly parts: number }

async function merged(kept: Clustering, space: Space, { groups }: Merge, context: Needed): Promise<Changed> {
  for (const group of groups) requireGroup(kept, group)
  const wanted = new Set(groups)
  const target = Math.min(...groups)
  const clusters = kept.clusters.map((cluster) => (wanted.has(cluster) ? target : cluster))
  return clusteredAnew({ ...kept, clusters }, target, space, { clusters: 1, seed: kept.seed }, context)
}

async function split(
  kept: Clustering,
  space: Space,
  { group, into, seed }: Split,
  context: Needed,
): Promise<Changed> {
  requireGroup(kept, group)
  return clusteredAnew(kept, group, space, { clusters: into, seed }, context)
}

/** The photos of one group, by k-means, and how typical each of them is. @throws AppError `not-found` where none can be parted */
async function clusteredAnew(
  { clusters: before, similarities: likenesses, ...kept }: NewClustering,
  group: number,
  space: Space,
  wanted: { clusters: number; seed: number },
  { models, signal }: Needed,
): Promise<Changed> {
  const { members, rows } = rowsOf(kept.photos, membersOf(before, group), space)
  const found = await models.cluster(
    { ...sendable(space.matrix, rows), ...wanted },
    { signal, report: () => undefined },
  )
  if (found.clusters < Math.min(2, wanted.clusters))
    throw new AppError('not-found', sentence('group-of-equals'))
  const numbers = numbersFor(found, group, highest(before) + 1)
  const clusters = before.slice()
  const similarities = likenesses.slice()
  members.forEach((member, i) => {
    clusters[member] = numbers[found.assignments[i]]
    similarities[member] = found.similarities[i]
  })
  const inertia = similarities.reduce((sum, similarity) => sum + 1 - similarity, 0)
  return { ...kept, byHand: true, clusters, similarities, inertia, parts: found.clusters }
}

/** What lies in shared memory goes as it is; of what would be copied on its way, only these rows. */
function sendable(x: Matrix, rows: Int32Array): { x: Matrix; rows?: Int32Array } {
  return x.data.buffer instanceof SharedArrayBuffer ? { x, rows } : { x: gatherRows(x, rows) }
}

/** The largest part keeps the number of the group; the others get new ones. */
function numbersFor(
  { assignments, clusters }: { assignments: Int32Array; clusters: number },
  group: number,
  next: number,
): number[] {
  const sizes = Array.from({ length: clusters }, () => 0)
  for (const part of assignments) sizes[part] += 1
  const largest = sizes.indexOf(Math.max(...sizes))
  return sizes.map((_, part) => (part === largest ? group : next + part - (part > largest ? 1 : 0)))
}

/** Positions of the members in the columns. */
function membersOf(clusters: Int32Array, group: number): number[] {
  const members: number[] = []
  for (let i = 0; i < clusters.length; i += 1) if (clusters[i] === group) members.push(i)
  return members
}

/** Members that are present, with their rows in the space; ids ascend in both. */
function rowsOf(
  photos: Int32Array,
  members: readonly number[],
  { ids }: Space,
): { members: number[]; rows: Int32Array } {
  let at = 0
  const found = members.flatMap((member) => {
    while (at < ids.length && ids[at] < photos[member]) at += 1
    return ids[at] === photos[member] ? [{ member, row: at }] : []
  })
  return { members: found.map(({ member }) => member), rows: Int32Array.from(found, ({ row }) => row) }
}

function requireGroup({ clusters }: Clustering, group: number): void {
  if (!clusters.includes(group)) throw new AppError('not-found', sentence('no-group', { group }))
}

function highest(clusters: Int32Array): number {
  return clusters.reduce((most, cluster) => Math.max(most, cluster), 0)
}
