/** @file Views that the person saved: they follow a class that was renamed or merged since, and its old name once that is undone. */
import type { Output } from '../../../shared/contract.ts'
import type { SavedView } from '../../../shared/contract/photos.ts'
import type { Store } from '../../store/store.ts'

export function savedViews(store: Pick<Store, 'views' | 'classes' | 'labelSets'>): Output<'views'> {
  const labelSet = store.labelSets.current()
  const views = store.views.all().map(({ name, query }): SavedView => {
    if (!Object.hasOwn(query, 'class')) return { name, query }
    const now = store.classes.namesNow(labelSet, [query.class].flat())
    return { name, query: { ...query, class: [...new Set(now)] } }
  })
  return { views }
}
