import { describe, expect, it } from 'vitest'
import { toDecision } from '../../../main/jobs/review/decision-of-answer.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { addPhotos } from '../store/support.ts'

type Answer = { answers: { class: string; ids: number[] }[]; exclude: number[] } | { skip: true }

/** An open page of photos 1 to 4, suggested as hens, each as a class of its own, or without a suggestion. */
function pageOf(suggested: string | readonly string[] | null) {
  const store = openMemoryStore()
  const labelSet = store.labelSets.current()
  const photos = addPhotos(store, 5).slice(0, 4)
  const classOf = (name: string) => store.classes.ensure(labelSet, name)
  const isMixed = suggested !== null && typeof suggested !== 'string'
  const { id } = store.pages.open(labelSet, {
    kind: isMixed ? 'mixed' : suggested === null ? 'new' : 'class',
    classId: typeof suggested === 'string' ? classOf(suggested) : null,
    purity: 0.9,
    photos: photos.map((photo, index) => ({
      ...{ id: photo, probability: 0.9, raw: 0.9 },
      classId: isMixed ? classOf(suggested[index]) : null,
    })),
    goal: 'accuracy',
    query: 'value',
    seed: 0,
  })
  const named = (rows: readonly { photo: number; class: number | null }[]) =>
    rows.map((row) => `${row.photo} ${row.class === null ? '' : store.classes.name(row.class)}`).sort()
  return {
    decide: (answer: Answer) => {
      const decision = toDecision(store, labelSet, 'test', { page: id, ...answer }).build()
      store.journal.decide(decision)
      return { labels: named(decision.labels), rejections: named(decision.rejections), skips: decision.skips }
    },
  }
}

describe('an answer to a page', () => {
  it('confirms, and excludes from the suggested class', () => {
    expect(pageOf('hen').decide({ answers: [{ class: 'hen', ids: [1, 2] }], exclude: [3] })).toEqual({
      labels: ['1 hen', '2 hen'],
      rejections: ['3 hen'],
      skips: [],
    })
  })

  it('excludes from the suggested class also where no class is named, or another one', () => {
    expect(pageOf('hen').decide({ answers: [], exclude: [3] }).rejections).toEqual(['3 hen'])
    const renamed = pageOf('hen').decide({ answers: [{ class: 'duck', ids: [1] }], exclude: [3] })
    expect(renamed.rejections).toEqual(['3 duck', '3 hen'])
  })

  it('takes a photo that is excluded and sent to another class at once', () => {
    const answers = [
      { class: 'hen', ids: [1, 2] },
      { class: 'duck', ids: [3] },
    ]
    expect(pageOf('hen').decide({ answers, exclude: [3, 4] })).toEqual({
      labels: ['1 hen', '2 hen', '3 duck'],
      rejections: ['3 hen', '4 hen'],
      skips: [],
    })
    const sent = pageOf('hen').decide({ answers: [{ class: 'duck', ids: [3] }], exclude: [3] })
    expect(sent).toMatchObject({ labels: ['3 duck'], rejections: ['3 hen'] })
  })

  it('excludes from the first class named where none was suggested', () => {
    const answers = [{ class: 'duck', ids: [1, 2, 3] }]
    expect(pageOf(null).decide({ answers, exclude: [4] }).rejections).toEqual(['4 duck'])
  })

  it('excludes each photo from the class suggested for it, where each has its own', () => {
    const page = pageOf(['hen', 'hen', 'duck', 'duck'])
    const answers = [
      { class: 'hen', ids: [1] },
      { class: 'goose', ids: [4] },
    ]
    expect(page.decide({ answers, exclude: [2, 3, 4] })).toEqual({
      labels: ['1 hen', '4 goose'],
      rejections: ['2 hen', '3 duck', '4 duck'],
      skips: [],
    })
    expect(
      pageOf(['hen', 'hen', 'duck', 'duck']).decide({ answers: [], exclude: [1, 3] }).rejections,
    ).toEqual(['1 hen', '3 duck'])
  })

  it('skips all photos of the page', () => {
    expect(pageOf('hen').decide({ skip: true })).toEqual({ labels: [], rejections: [], skips: [1, 2, 3, 4] })
  })

  it.each([
    ['a photo of another page', { answers: [{ class: 'hen', ids: [5] }], exclude: [] }],
    ['an exclusion of another page', { answers: [], exclude: [5] }],
    [
      'two classes for a photo',
      {
        answers: [
          { class: 'hen', ids: [1] },
          { class: 'duck', ids: [1] },
        ],
        exclude: [],
      },
    ],
    ['a photo in its page class and out of it', { answers: [{ class: 'hen', ids: [1] }], exclude: [1] }],
  ])('refuses %s', (_name, answer) => {
    expect(() => pageOf('hen').decide(answer)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  it('refuses an exclusion from a class that nobody named', () => {
    expect(() => pageOf(null).decide({ answers: [], exclude: [1] })).toThrow(
      expect.objectContaining({ code: 'bad-input' }),
    )
  })
})
