/** @file The heads of a library, as the contract shows them. */
import type { Head } from '../../shared/contract/learning.ts'
import { BackboneName } from '../../shared/domain.ts'
import type { Store } from '../store/store.ts'

/** Oldest first. */
export function listHeads(store: Store): Head[] {
  return store.heads.list().map((row) => ({
    id: row.id,
    strategy: row.strategy,
    backbone: BackboneName.parse(row.backbone),
    backend: row.backend,
    active: row.active,
    createdAt: row.createdAt,
    seed: row.seed,
    labels: row.labels,
    classes: row.classes,
    dataHash: row.dataHash,
    hyperParameters: { ...row.hyperParameters },
    metrics: { ...row.metrics },
  }))
}
