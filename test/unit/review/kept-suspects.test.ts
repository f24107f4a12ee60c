import { expect, test } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { KeptSuspects } from '../../../main/jobs/review/kept-suspects.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import { suspectedPhotos } from '../../../main/jobs/review/suspected-photos.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { labelTruly, memoryLibrary, someProblem } from '../../support/review.ts'

test('labels are judged again when all doubtful ones were shown, or after another answer, not after each page', async () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 50)
  const labelSet = store.labelSets.current()
  const space = await (await new Models({ store }).current()).space()
  let judgements = 0
  const kept = new KeptSuspects((library) => {
    judgements += 1
    return suspectedPhotos(library)
  })
  const next = () => {
    const pages = new PageCache(store)
    const evidence = readEvidence(store, labelSet, space, pages)
    return kept.page({ store, space, evidence, pages })
  }
  const label = (photo: PhotoId, index: number) => {
    const labels = [{ photo, class: store.classes.ensure(labelSet, `class ${index % 3}`) }]
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  }
  const trueClass = (photo: PhotoId) => someProblem.truth.classOf[photo - 1]
  // Of two classes, so that they are on two pages.
  for (const of of [0, 1]) {
    const photo = store.photos.presentIds().find((id) => trueClass(id) === of) ?? 0
    label(photo, of + 1)
  }

  const first = await next()
  expect(first).toEqual(await next())
  expect(judgements).toBe(1)
  // The wrong label on the page is taken off: the next page, of another class, comes from the same judgement.
  const rows = first?.rows ?? []
  const classId = readEvidence(store, labelSet, space, new PageCache(store)).classIds[first?.class ?? -1]
  const page = store.pages.open(labelSet, {
    ...{ kind: 'class', classId, purity: 0, goal: 'commit', seed: 0, query: 'suspects', blind: false },
    photos: rows.map((row) => ({ id: space.ids[row], probability: 0, raw: 0 })),
  })
  store.journal.decide({
    ...{ labelSet, kind: 'page', actor: 'test', page: page.id, labels: [], skips: [] },
    rejections: rows.map((row) => ({ photo: space.ids[row], class: classId })),
  })
  const second = await next()
  expect(second?.class).not.toBe(first?.class)
  expect(second?.rows.some((row) => rows.includes(row))).toBe(false)
  expect(judgements).toBe(1)
  // Another answer.
  const unlabelled = store.photos.presentIds().slice(55, 56)
  label(unlabelled[0], trueClass(unlabelled[0]))
  await next()
  expect(judgements).toBe(2)
})
