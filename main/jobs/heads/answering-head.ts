/** @file The head that answers: the one in force, if it was trained on the backbone in use. */
import type { HeadRow, LabelSetId, Store } from '../../store/types/index.ts'

/** One that was trained on another backbone, or on other crops of the photos, waits until these are back. */
export function answeringHead(
  store: Pick<Store, 'heads' | 'features' | 'labelSets'>,
  labelSet: LabelSetId = store.labelSets.current(),
): HeadRow | undefined {
  const id = store.heads.active(labelSet)
  const head = id === null ? undefined : store.heads.get(id)
  return head && isTrainedOnActiveBackbone(store, head) ? head : undefined
}

export function isTrainedOnActiveBackbone(
  { features }: Pick<Store, 'features'>,
  { backboneId }: Pick<HeadRow, 'backboneId'>,
): boolean {
  return backboneId === features.active()?.id
}
