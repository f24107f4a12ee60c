/** @file The heads of a library, as the contract shows them. */
import type { Head } from '../../../shared/contract/learning.ts'
import { BackboneName, NetworkName } from '../../../shared/domain.ts'
import type { HeadRow, Store } from '../../store/types/index.ts'
import { isTrainedOnActiveBackbone } from './answering-head.ts'

/** Heads from before there were networks do not name theirs. */
export function networkOf({ hyperParameters }: Pick<HeadRow, 'hyperParameters'>): NetworkName {
  return NetworkName.default('head').parse(hyperParameters.network)
}

/** Those of the open label set, oldest first. */
export function listHeads(store: Store): Head[] {
  return store.heads.list(store.labelSets.current()).map((row) => ({
    id: row.id,
    network: networkOf(row),
    strategy: row.strategy,
    backbone: BackboneName.parse(row.backbone),
    backend: row.backend,
    active: row.active,
    fits: isTrainedOnActiveBackbone(store, row),
    createdAt: row.createdAt,
    seed: row.seed,
    labels: row.labels,
    classes: row.classes,
    dataHash: row.dataHash,
    hyperParameters: { ...row.hyperParameters },
    metrics: { ...row.metrics },
  }))
}
