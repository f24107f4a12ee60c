/** @file Pages under arbitrary sessions: one at most is open, and undo opens the page of what it took back. */
import { expect, test } from 'vitest'
import { addPhotos } from '../unit/store/support.ts'
import { copiedLibrary } from './copied-library.ts'
import fc from '../support/properties.ts'

type Step = 'open' | 'answer' | 'label' | 'undo' | 'redo'
const session = fc.array(fc.constantFrom<Step>('open', 'answer', 'label', 'undo', 'redo'), { maxLength: 20 })

const PHOTOS = 3
const library = copiedLibrary((store) => {
  addPhotos(store, PHOTOS)
})

test('undo opens the page of its decision again, redo answers it, and nothing else answers or reopens a page', () => {
  fc.assert(
    fc.property(session, (steps) => {
      const store = library()
      const set = store.labelSets.current()
      const photos = store.photos.presentIds()
      const classId = store.classes.ensure(set, 'cat')
      const pageOf = new Map<number, number | undefined>()
      for (const step of steps) {
        const open = store.pages.current(set)?.id
        if (step === 'open') {
          const { id } = store.pages.open(set, {
            kind: 'class',
            classId,
            purity: 1,
            photos: photos.map((photo) => ({ id: photo, probability: 1, raw: 1 })),
            goal: 'commit',
            query: 'value',
            seed: 0,
          })
          expect(store.pages.current(set)?.id).toBe(id)
        } else if (step === 'answer' || step === 'label') {
          const page = step === 'answer' ? open : undefined
          const decision = store.journal.decide({
            labelSet: set,
            kind: step === 'answer' ? 'page' : 'label',
            actor: 'test',
            page,
            labels: [{ photo: photos[pageOf.size % PHOTOS], class: pageOf.size % 2 === 0 ? classId : null }],
            rejections: [],
            skips: [],
          })
          pageOf.set(decision, page)
          expect(store.pages.current(set)?.id).toBe(step === 'answer' ? undefined : open)
        } else {
          const decision = store.journal[step](set)
          const page = decision === undefined ? undefined : pageOf.get(decision)
          const expected = step === 'undo' ? page : undefined
          expect(store.pages.current(set)?.id).toBe(page === undefined ? open : expected)
          if (step === 'redo' && page !== undefined) {
            expect(store.pages.get(page)).toMatchObject({ state: 'answered', answeredBy: decision })
          }
        }
      }
      expect(store.check()).toEqual([])
      store.close()
    }),
    { numRuns: 200 },
  )
})
