/** @file All photos at once, as columns: what a window needs to draw, filter and sort a grid of any length. */
import type { Output } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { Store } from '../../store/store.ts'
import { SetAsideAs } from '../../../shared/set-aside.ts'
import { NameIndex } from './name-index.ts'

/** The likeliest class of a photo without a label. */
interface Suggestion {
  readonly photo: PhotoId
  readonly class: string
  readonly probability: number
}

export function photoColumns(store: Store, suggestions: readonly Suggestion[]): Output<'photos'> {
  const labelSet = store.labelSets.current()
  const sizes = store.photos.presentSizes()
  const names = store.classes.names(labelSet)
  const classes = new NameIndex()
  const labels = store.journal.labels(labelSet)
  const aside = store.journal.setAside(labelSet)
  const suggested = new Map(suggestions.map((suggestion) => [suggestion.photo, suggestion]))
  const columns = {
    ids: new Int32Array(sizes.length),
    classOf: new Int32Array(sizes.length).fill(-1),
    probability: new Float32Array(sizes.length),
    confirmed: new Uint8Array(sizes.length),
    setAside: new Uint8Array(sizes.length),
    aspect: new Float32Array(sizes.length),
  }
  sizes.forEach(({ id, width, height }, row) => {
    columns.ids[row] = id
    columns.aspect[row] = width / height
    const label = labels.get(id)
    const suggestion = suggested.get(id)
    const as = aside.get(id)
    if (as !== undefined) columns.setAside[row] = 1 + SetAsideAs.options.indexOf(as)
    if (label !== undefined) {
      columns.classOf[row] = classes.of(names.get(label) ?? '')
      columns.probability[row] = 1
      columns.confirmed[row] = 1
    } else if (suggestion !== undefined) {
      columns.classOf[row] = classes.of(suggestion.class)
      columns.probability[row] = suggestion.probability
    }
  })
  return { ...columns, classes: classes.names }
}
