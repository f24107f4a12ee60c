/** @file The grouping that is stored, as a window shows it. */
import type { Output } from '../../../shared/contract.ts'
import type { Store } from '../../store/store.ts'
import { answeringHead } from '../heads/answering-head.ts'

export function keptGrouping(store: Store): Output<'grouping'> {
  const kept = store.clusters.latest()
  if (kept === undefined) {
    return {
      grouping: null,
      ids: new Int32Array(),
      groupOf: new Int32Array(),
      similarity: new Float32Array(),
    }
  }
  const { id, createdAt, space, byHand, isFirst, photos, clusters, similarities } = kept
  return {
    grouping: { id, at: createdAt, isCurrent: space === activeSpaceName(store), byHand, isFirst },
    ids: photos,
    groupOf: clusters,
    similarity: similarities,
  }
}

/** As `activeSpace` names it, without reading a photo; undefined while no photo has features. */
function activeSpaceName(store: Store): string | undefined {
  const head = answeringHead(store)
  if (head !== undefined) return `head:${head.id}`
  const backbone = store.features.active()
  return backbone && `features:${backbone.id}`
}
