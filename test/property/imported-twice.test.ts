/** @file Whatever rows of results come, in whatever order: to import them twice is to import them once, and no label comes of it. */
import { expect, test } from 'vitest'
import { ResultsWriter } from '../../main/jobs/elsewhere/store-results.ts'
import type { ResultRow } from '../../main/jobs/elsewhere/thread/protocol.ts'
import { openMemoryStore, type Store } from '../../main/store/store.ts'
import { partsOfUri } from '../../shared/elsewhere.ts'
import { sentence, verbatim } from '../../shared/sentences/sentence.ts'
import { addFeatures, addPhotos, closing, hashOf } from '../unit/store/support.ts'
import fc from '../support/properties.ts'

/** Photos of which a file is here have the first of the hashes. */
const HERE = 2
const URIS = ['s3://a/1.jpg', 's3://a/b/1.jpg', 's3://a/b', 'gs://a/1.jpg', 'file:///a/1.jpg']

const row = fc
  .record({
    path: fc.constantFrom(...URIS),
    hash: fc.integer({ min: 1, max: 5 }),
    width: fc.constantFrom(10, 20),
    value: fc.constantFrom(0.25, 0.5),
    suggestion: fc.constantFrom(null, 'hen', 'cat'),
    kind: fc.constantFrom('picture', 'picture', 'picture', 'unreadable', 'lacking', 'left'),
  })
  .map(({ path, hash, width, value, suggestion, kind }): ResultRow => {
    const reason = sentence('result-no-thumbnail')
    if (kind === 'left') return { kind, path, reason }
    const place = { path, ...(partsOfUri(path) ?? { root: '', relative: '' }) }
    if (kind === 'unreadable') return { kind, ...place, reason: verbatim('broken') }
    return {
      ...{ kind: 'picture', ...place, contentHash: hashOf(hash), format: 'jpeg', width, height: 10 },
      perceptualHash: BigInt(width),
      levels: { features: Float32Array.of(value, hash), stage4: Float32Array.of(1, 2, value) },
      suggestion: suggestion === null ? null : { class: suggestion, probability: value },
      lacks: kind === 'lacking' ? reason : null,
    }
  })

function library(): { store: Store; backbone: number } {
  const store = closing(openMemoryStore({ clock: () => 1 }))
  const backbone = addFeatures(store, addPhotos(store, HERE))
  store.features.setActive(backbone)
  return { store, backbone }
}

function importAll(store: Store, backbone: number, rows: readonly ResultRow[]): void {
  const writer = new ResultsWriter(store, backbone)
  store.transaction(() => {
    for (const each of rows) writer.write(each)
  })
}

function stateOf(store: Store, backbone: number): object {
  const ids = store.photos.presentIds()
  return {
    photos: store.photos.present(),
    places: store.files.origins().map(({ id, path }) => [path, store.files.under(id)]),
    features: ['features', 'stage4'].map((level) => [...store.features.some(backbone, level, ids).data]),
    suggestions: store.importedSuggestions.present(store.labelSets.current()),
    labels: store.journal.labels(store.labelSets.current()),
    classes: store.classes.list(store.labelSets.current()),
    problems: store.check(),
  }
}

test('rows that are imported again change nothing, and what lies here stays as it was', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const { store, backbone } = library()
      const own = stateOf(store, backbone)
      importAll(store, backbone, rows)
      const once = stateOf(store, backbone)
      importAll(store, backbone, rows)
      expect(stateOf(store, backbone)).toEqual(once)
      expect(once).toMatchObject({ labels: new Map(), classes: [], problems: [] })
      expect(store.photos.present().slice(0, HERE)).toEqual((own as { photos: unknown[] }).photos)
      expect(store.features.lacking(backbone, store.photos.presentIds())).toEqual([])
    }),
    { numRuns: 60 },
  )
})
