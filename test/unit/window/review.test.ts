/** @file The pure parts of the review view: answers, completion, keys, the grid, durations. */
import { describe, expect, it } from 'vitest'
import {
  choosable,
  completions,
  isBeginning,
  proposedNames,
  typedName,
} from '../../../renderer/ui/class-choice/completion.ts'
import { buildAnswer, buildPartAnswer, outcomeOf } from '../../../renderer/features/review/page/answer.ts'
import {
  included,
  isAllAside,
  meantAlone,
  openPage,
  selectPlaces,
  setAside,
  stepBack,
} from '../../../renderer/features/review/page/open-page.ts'
import { tileMarks } from '../../../renderer/features/review/page/tiles.ts'
import { fitGrid, largestTile, MOST_ENLARGED, SMALLEST_TILE } from '../../../renderer/ui/photo/fit-grid.ts'
import { placeAfter } from '../../../renderer/ui/focus/grid-moves.ts'
import { keyHelp, keyName } from '../../../renderer/ui/keys/key-help.ts'
import { KEYMAP, type KeyLine } from '../../../renderer/ui/keys/keymap.ts'
import { actionOf } from '../../../renderer/ui/keys/press.ts'
import { roundDuration, roundRange } from '../../../renderer/words/time-left.ts'
import type { Page } from '../../../shared/domain.ts'
import fc from '../../support/properties.ts'

const pageOf = (name: string | null, ids = [1, 2, 3, 4]): Page => ({
  id: 7,
  kind: name === null ? 'new' : 'class',
  class: name,
  purity: 1,
  blind: false,
  stacks: [],
  proposals: [],
  photos: ids.map((id) => ({ id, path: `/photos/${id}.jpg`, probability: 0.9 })),
})
const marks = (excluded: number[] = [], sentTo: [number, string][] = []) => ({
  excluded: new Set(excluded),
  sentTo: new Map(sentTo),
})
const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'repeat', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  repeat: false,
  ...held,
})

describe('an answer', () => {
  it('gives the photos that stay the class, and rejects the others', () => {
    expect(buildAnswer(pageOf('rooster'), marks([2]), 'rooster')).toEqual({
      page: 7,
      answers: [{ class: 'rooster', ids: [1, 3, 4] }],
      exclude: [2],
    })
  })

  it('sends an excluded photo to its class, which stands after the page’s', () => {
    expect(buildAnswer(pageOf('rooster'), marks([2, 3], [[2, 'hen']]), 'rooster')).toEqual({
      page: 7,
      answers: [
        { class: 'rooster', ids: [1, 4] },
        { class: 'hen', ids: [2] },
      ],
      exclude: [2, 3],
    })
  })

  it('still says which class the photos are not of when none stays', () => {
    expect(buildAnswer(pageOf('rooster', [1, 2]), marks([1, 2]), 'rooster')).toEqual({
      page: 7,
      answers: [{ class: 'rooster', ids: [] }],
      exclude: [1, 2],
    })
  })

  it('refuses nothing that nobody asked about: left out of an unnamed page is not of another photo’s class', () => {
    expect(buildAnswer(pageOf(null, [1, 2]), marks([1, 2], [[1, 'hen']]), null)).toEqual({
      page: 7,
      answers: [{ class: 'hen', ids: [1] }],
      exclude: [],
    })
    // An open question with a guess: the photo that is left out of the ducks may well be the rooster.
    const guessed = { ...pageOf('rooster', [1, 2]), kind: 'new' as const }
    expect(buildAnswer(guessed, marks([2]), 'duck')).toMatchObject({ exclude: [] })
    expect(buildAnswer(guessed, marks([2]), 'rooster')).toMatchObject({ exclude: [2] })
  })

  it('refuses a class for the whole page, and keeps what was sent elsewhere', () => {
    const all = [1, 2, 3, 4]
    const rooster = { class: 'rooster', ids: [] }
    expect(buildAnswer(pageOf('rooster'), marks(all), 'rooster')).toEqual({
      ...{ page: 7, answers: [rooster], exclude: all },
    })
    expect(buildAnswer(pageOf('rooster'), marks(all, [[2, 'hen']]), 'rooster')).toEqual({
      ...{ page: 7, answers: [rooster, { class: 'hen', ids: [2] }], exclude: all },
    })
  })

  it('gives each photo the class suggested for it, where each has its own', () => {
    const names = ['cat', 'cat', 'dog', 'dog']
    const { photos, ...rest } = pageOf(null)
    const page: Page = {
      ...{ ...rest, kind: 'mixed' },
      photos: photos.map((photo, index) => ({ ...photo, class: names[index] })),
    }
    expect(
      buildAnswer(
        page,
        marks(
          [2, 3, 4],
          [
            [3, 'hen'],
            [4, 'dog'],
          ],
        ),
        null,
      ),
    ).toEqual({
      page: 7,
      answers: [
        { class: 'cat', ids: [1] },
        { class: 'hen', ids: [3] },
        { class: 'dog', ids: [4] },
      ],
      exclude: [2, 3],
    })
    expect(buildAnswer(page, marks([1, 2, 3, 4]), null)).toEqual({
      page: 7,
      answers: [],
      exclude: [1, 2, 3, 4],
    })
  })

  it('keeps what each photo was said to be, where the last one of several classes is named', () => {
    const { photos, ...rest } = pageOf(null)
    const names = ['cat', 'cat', 'dog', 'dog']
    const page: Page = {
      ...{ ...rest, kind: 'mixed' },
      photos: photos.map((photo, index) => ({ ...photo, class: names[index] })),
    }
    const sent: [number, string][] = [
      [1, 'cat'],
      [2, 'hen'],
    ]
    expect(buildAnswer(page, marks([1, 2, 3], sent), 'hen')).toEqual({
      page: 7,
      answers: [
        { class: 'cat', ids: [1] },
        { class: 'hen', ids: [2, 4] },
      ],
      exclude: [2, 3, 4],
    })
  })

  it('waits for a name where there is none', () => {
    expect(buildAnswer(pageOf(null), marks(), null)).toBeUndefined()
    expect(buildAnswer(pageOf(null, [1]), marks([1]), null)).toBeUndefined()
  })

  it('never puts a photo into two classes, nor into the class it is excluded from', () => {
    const ids = [1, 2, 3, 4, 5]
    const names = fc.constantFrom('a', 'b', 'c')
    fc.assert(
      fc.property(
        fc.option(names),
        fc.option(names),
        fc.subarray(ids),
        fc.dictionary(fc.constantFrom('1', '3', '5'), names),
        (own, typed, excluded, sent) => {
          const sentTo = Object.entries(sent).map(([id, name]): [number, string] => [Number(id), name])
          const inside = sentTo.filter(([id]) => excluded.includes(id))
          const answer = buildAnswer(pageOf(own, ids), marks(excluded, inside), typed ?? own)
          if (answer === undefined || 'skip' in answer) return
          const labelled = (answer.answers ?? []).flatMap((each) => each.ids)
          expect(new Set(labelled).size).toBe(labelled.length)
          const title = answer.answers?.at(0)
          expect((answer.exclude ?? []).filter((id) => title?.ids.includes(id))).toEqual([])
        },
      ),
    )
  })

  it('is told by what it labelled, and by what was left out and comes again', () => {
    const answers = [
      { class: 'a', ids: [] },
      { class: 'b', ids: [1, 2] },
    ]
    expect(outcomeOf({ page: 7, answers, exclude: [2, 3, 4] })).toEqual({
      skipped: false,
      labelled: 2,
      classes: ['b'],
      aside: [],
      leftOut: 2,
    })
    expect(outcomeOf({ page: 7, skip: true })).toMatchObject({ skipped: true, leftOut: 0 })
  })
})

describe('photos of a page that are set aside', () => {
  it('are neither of the class nor refused for it, whatever else is said of the page', () => {
    const sent = marks(
      [2, 3, 4],
      [
        [2, 'hen'],
        [3, '/unsure'],
        [4, '/no-subject'],
      ],
    )
    expect(buildAnswer(pageOf('rooster', [1, 2, 3, 4, 5]), sent, 'rooster')).toEqual({
      page: 7,
      answers: [
        { class: 'rooster', ids: [1, 5] },
        { class: 'hen', ids: [2] },
      ],
      exclude: [2],
      setAside: [
        { as: 'unsure', ids: [3] },
        { as: 'no-subject', ids: [4] },
      ],
    })
    const none = new Set([1, 2, 3, 4])
    expect(buildAnswer(pageOf('rooster'), { ...sent, excluded: none }, 'rooster')).toMatchObject({
      exclude: [1, 2],
    })
  })

  it('answer a page by themselves, and each photo of several classes keeps its own', () => {
    const all = marks(
      [1, 2],
      [
        [1, '/unsure'],
        [2, '/unsure'],
      ],
    )
    const setAside = [{ as: 'unsure', ids: [1, 2] }]
    for (const name of [null, 'rooster'])
      expect(buildAnswer(pageOf(name, [1, 2]), all, null)).toEqual({
        page: 7,
        answers: [],
        exclude: [],
        setAside,
      })
    const page = pageOf(null, [1, 2, 3])
    const photos = page.photos.map((photo) => ({ ...photo, class: 'cat' }))
    expect(buildAnswer({ ...page, kind: 'mixed', photos }, marks([2, 3], [[2, '/unsure']]), null)).toEqual({
      page: 7,
      answers: [{ class: 'cat', ids: [1] }],
      exclude: [3],
      setAside: [{ as: 'unsure', ids: [2] }],
    })
    // A part of it: what was said of others counts, of the rest nothing is said.
    const [cat, dog] = [photos[0], { ...photos[1], class: 'dog' }]
    const mixed = { ...page, kind: 'mixed' as const, photos: [cat, dog, photos[2], { ...dog, id: 4 }] }
    expect(buildPartAnswer(mixed, marks([2, 3], [[3, 'hen']]), [1])).toEqual({
      page: 7,
      answers: [
        { class: 'cat', ids: [1] },
        { class: 'hen', ids: [3] },
      ],
      exclude: [2, 3],
    })
    expect(buildPartAnswer(mixed, marks([2]), [2])).toEqual({
      ...{ page: 7, answers: [{ class: 'dog', ids: [2] }], exclude: [] },
    })
    expect(outcomeOf({ page: 7, answers: [], setAside: [{ as: 'unsure', ids: [1, 2] }] })).toMatchObject({
      ...{ skipped: false, labelled: 0, classes: [] },
      aside: [{ as: 'unsure', photos: 2 }],
    })
  })

  it('are the selected ones or the framed one, and taken back by the same key', () => {
    const open = openPage(pageOf('rooster'))
    expect(meantAlone(open)).toEqual([1])
    const some = selectPlaces(open, [1, 2])
    expect(meantAlone(some)).toEqual([2, 3])
    const away = setAside(some, meantAlone(some), 'unsure')
    expect([included(away), isAllAside(away), away.selected.size]).toEqual([[1, 4], false, 0])
    expect(tileMarks(away.tiles[1], away.marks)).toMatchObject({
      isOut: true,
      aside: 'unsure',
      sentTo: undefined,
    })
    expect(setAside(away, [2, 3], 'no-subject').marks.sentTo.get(2)).toBe('/no-subject')
    expect(setAside(away, [2, 3], 'unsure').marks.excluded.size).toBe(0)
    expect(isAllAside(setAside(away, [1, 4], 'no-subject'))).toBe(true)
    expect(stepBack(away)?.marks.excluded.size).toBe(0)
  })
})

describe('completion', () => {
  const known = [
    { name: 'cat', photos: 5 },
    { name: 'caterpillar', photos: 30 },
    { name: 'wild/cat', photos: 2 },
    { name: 'tomcat', photos: 9 },
    { name: 'Bücher', photos: 1 },
  ]
  const names = (text: string, suggested: string | null = null) =>
    completions(text, known, suggested).map(({ name }) => name)

  it('ranks beginnings, then beginnings of words, then the rest, behind what is typed', () => {
    expect(names('cat')).toEqual(['cat', 'caterpillar', 'wild/cat', 'tomcat'])
  })

  it('puts the suggested class next where one of its words begins so', () => {
    expect(names('cat', 'wild/cat').slice(0, 3)).toEqual(['cat', 'wild/cat', 'caterpillar'])
    expect(names('bü', 'tomcat')).toEqual(['bü', 'Bücher'])
  })

  it('takes what is typed whole for what is meant, known or new, whatever else begins with it or holds it', () => {
    const classes = ['windsor chair', 'chairlift', 'armchair'].map((name) => ({ name, photos: 50 }))
    for (const suggested of [null, 'windsor chair', 'chairlift']) {
      expect(completions('chair', classes, suggested)[0]).toEqual({
        ...{ name: 'chair', isNew: true, isProposed: false, isTyped: true },
      })
      const known = [...classes, { name: 'chair', photos: 1 }]
      expect(completions('chair', known, suggested)[0]).toMatchObject({ name: 'chair', isNew: false })
    }
    expect(completions('crab', [], null, ['fiddler crab'])[0]).toMatchObject({ name: 'crab', isNew: true })
  })

  it('takes no other spelling but one of other capitals, and the exact one where there are two', () => {
    expect(typedName('CAT ', ['cat'])).toBe('cat')
    expect(typedName('Cat', ['cat', 'Cat', 'CAT'])).toBe('Cat')
    expect(typedName('schon', ['schön'])).toBe('schon')
    expect(typedName('sch\u006f\u0308n', ['schön'])).toBe('schön') // the same letters, composed otherwise
    expect(typedName('  ', ['cat'])).toBeUndefined()
  })

  it('tells the beginning of a class from what is typed whole, and from all that begins no class', () => {
    const names = known.map(({ name }) => name)
    expect(isBeginning('cate', names)).toBe(true)
    expect(isBeginning(' TOM', names)).toBe(true)
    expect(isBeginning('wild', names)).toBe(true)
    expect(isBeginning('bucher', names)).toBe(true) // a second class that looks the same
    for (const text of ['cat', 'CAT ', 'bücher', 'pillar', 'catamaran', 'dog', '', ' '])
      expect(isBeginning(text, names), text).toBe(false)
    expect(isBeginning('cater', names, ['cater'])).toBe(false) // a word that is proposed as it stands
  })

  it('leaves out the class of a page for a photo that was left out of it, unless that is typed whole', () => {
    expect(choosable(known, 'cat', 'ca').map(({ name }) => name)).not.toContain('cat')
    expect(choosable(known, null, 'ca')).toEqual(known)
    const found = completions('Cat', choosable(known, 'cat', 'Cat'), null)
    expect(found[0]).toMatchObject({ name: 'cat', isNew: false, isTyped: true })
  })

  it('finds names without their accents and case', () => {
    expect(names('BUCH')).toEqual(['BUCH', 'Bücher'])
    expect(completions('bücher', known, null)).toEqual([
      { name: 'Bücher', isNew: false, isProposed: false, isTyped: true },
    ])
  })

  it('offers nothing new that was not typed', () => {
    expect(completions('  cate ', known, null)[0]).toMatchObject({ name: 'cate', isNew: true, isTyped: true })
    expect(completions('', known, null).some(({ isNew }) => isNew)).toBe(false)
  })

  it('offers what is proposed before other names of its kind, in its order, and as new only where it is', () => {
    const proposals = ['zebra', 'cat', 'ape']
    expect(
      completions('', known, null, proposals)
        .slice(0, 4)
        .map(({ name, isNew, isProposed }) => [name, isNew, isProposed]),
    ).toEqual([
      ['zebra', true, true],
      ['cat', false, true],
      ['ape', true, true],
      ['caterpillar', false, false],
    ])
    expect(completions('zeb', known, null, proposals)[1]).toEqual({
      name: 'zebra',
      isNew: true,
      isProposed: true,
      isTyped: false,
    })
    // The whole word is no third name beside the one that is proposed.
    expect(completions('Zebra', known, null, proposals)).toHaveLength(1)
    expect(completions('dog', known, null, proposals).map(({ name }) => name)).toEqual(['dog'])
  })

  it('takes a proposal in the spelling of the class that is there, once', () => {
    expect(proposedNames(['bucher', 'Cat', 'zebra', 'cat'], ['cat', 'Bücher'])).toEqual([
      'Bücher',
      'cat',
      'zebra',
    ])
  })
})

const onPage = (...pressed: Parameters<typeof press>) => actionOf('page', press(...pressed))
const everywhere = (...pressed: Parameters<typeof press>) => actionOf('everywhere', press(...pressed))

describe('keys', () => {
  it('answer, move, exclude, skip, select and type', () => {
    expect(onPage('Enter')).toBe('enter')
    expect(onPage('x')).toBe('exclude')
    expect(onPage('X')).toBe('exclude') // Caps Lock
    expect(onPage('F7')).toBe('skip')
    expect(onPage('0')).toBe('noneOfThese')
    expect(onPage('3')).toBe('propose')
    expect(onPage('+', { shiftKey: true })).toBe('openStack')
    expect(onPage('=')).toBe('openStack')
    expect(onPage('-')).toBe('closeStack')
    expect(onPage('0', { repeat: true })).toBeUndefined()
    expect(onPage('X', { shiftKey: true })).toBe('type')
    for (const letter of 'abcdefghijklmnopqrstuvwyzäöüßéñжд中') expect(onPage(letter), letter).toBe('type')
    expect(onPage('ArrowUp')).toBe('move')
    expect(onPage('ArrowUp', { shiftKey: true })).toBe('extend')
    expect(onPage('ArrowUp', { shiftKey: true, ctrlKey: true })).toBe('extend')
    expect(onPage('ArrowUp', { ctrlKey: true })).toBe('moveOnly')
    expect(onPage(' ', { ctrlKey: true })).toBe('select')
    expect(onPage('a', { ctrlKey: true })).toBe('selectAll')
    expect(onPage('a', { ctrlKey: true, shiftKey: true })).toBeUndefined()
    expect(onPage('?', { shiftKey: true })).toBeUndefined()
    expect(onPage('x', { altKey: true })).toBe('classKey')
    expect(onPage('x', { altKey: true, ctrlKey: true })).toBeUndefined()
  })

  it('that are held down move, but answer nothing', () => {
    expect(onPage('ArrowRight', { repeat: true })).toBe('move')
    expect(onPage('Enter', { repeat: true })).toBeUndefined()
    expect(onPage(' ', { repeat: true, ctrlKey: true })).toBeUndefined()
  })

  it('with Ctrl belong to the browser, except undo and redo', () => {
    expect(onPage('s', { ctrlKey: true })).toBeUndefined()
    expect(everywhere('z', { ctrlKey: true })).toBe('undo')
    expect(everywhere('Z', { metaKey: true, shiftKey: true })).toBe('redo')
    expect(everywhere('y', { ctrlKey: true })).toBe('redo')
    expect(everywhere('z')).toBeUndefined()
    expect(everywhere('?', { shiftKey: true })).toBe('help')
  })

  it('mean one thing each in a place: no line of the table is hidden by another', () => {
    const presses = KEYMAP.flatMap((line: KeyLine) => line.keys).flatMap((key) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
        press(key === 'letter' ? 'q' : key, {
          ctrlKey: (bits & 1) > 0,
          shiftKey: (bits & 2) > 0,
          altKey: (bits & 4) > 0,
        }),
      ),
    )
    const lines: readonly KeyLine[] = KEYMAP
    for (const { in: place, keys, does } of lines) {
      if (keys.length === 0) continue
      const actions = presses.map((each) => actionOf(place, each))
      expect(actions, `${place} ${keys.join(' ')}`).toContain(does)
    }
  })

  it('are all in the help, with those that do the same beside each other', () => {
    const groups = keyHelp()
    expect(groups.map(({ place }) => place)).toEqual([
      'page',
      'name',
      'library',
      'classes',
      'groups',
      'map',
      'suspects',
      'kind',
      'picker',
      'everywhere',
    ])
    expect(groups[0].rows).toContainEqual({
      says: 'exclude',
      names: ['x', 'cross'],
    })
    expect(groups[2].rows).toContainEqual({
      says: 'resize',
      names: ['plusMinus'],
    })
    expect(keyName('page', 'skip')).toBe('f7')
  })

  it('come in the help in the order of the table, but for those that are wanted first', () => {
    const places = keyHelp().map(({ place }) => place)
    expect(keyHelp(['map', 'name']).map(({ place }) => place)).toEqual([
      'map',
      'name',
      ...places.filter((place) => place !== 'map' && place !== 'name'),
    ])
    expect(keyHelp(['map'])[0].rows).toEqual(keyHelp().find(({ place }) => place === 'map')?.rows)
    expect(keyHelp(['photo']).map(({ place }) => place)).toEqual(places) // the help is silent about it
  })
})

describe('the grid', () => {
  it('enlarges no picture further than shows something, nor below what can be seen', () => {
    expect(largestTile(1, 1.5, undefined)).toBe(Infinity)
    // A single photo of 300 x 200 pixels: its shorter side at most doubled.
    expect(largestTile(1, 1.5, 300)).toBe((MOST_ENLARGED * 300) / 1.5)
    expect(largestTile(1, 1 / 1.5, 300)).toBe(400)
    expect(largestTile(1, 1, 2048)).toBe(4096)
    // Of several, none is larger than a thumbnail can be shown, and an icon is still seen.
    expect(largestTile(9, 1, 384)).toBeLessThan(2 * 384)
    expect(largestTile(9, 1, 28)).toBe(SMALLEST_TILE)
    const { width, height } = fitGrid(1, { width: 1200, height: 700, gap: 8 }, 1.5, largestTile(1, 1.5, 300))
    expect([width, height]).toEqual([600, 400])
  })

  it('fits a full page of sixty into a laptop’s window', () => {
    const fit = fitGrid(60, { width: 1168, height: 660, gap: 8 }, 1.33)
    expect(Math.ceil(60 / fit.columns) * (fit.height + 8) - 8).toBeLessThanOrEqual(660)
    expect(fit.width).toBeGreaterThanOrEqual(SMALLEST_TILE)
  })

  it('is never wider than its room, and scrolls rather than shrink below what can be seen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 200, max: 2500 }),
        fc.integer({ min: 150, max: 1400 }),
        fc.double({ min: 0.75, max: 1.5, noNaN: true }),
        (count, width, height, aspect) => {
          const fit = fitGrid(count, { width, height, gap: 8 }, aspect)
          expect(fit.columns * fit.width + (fit.columns - 1) * 8).toBeLessThanOrEqual(width)
          expect(fit.width).toBeGreaterThanOrEqual(Math.min(SMALLEST_TILE, width))
        },
      ),
    )
  })

  it('moves by rows and columns and stays inside', () => {
    const grid = { count: 8, columns: 3 }
    expect(placeAfter(0, 'down', grid)).toBe(3)
    expect(placeAfter(5, 'down', grid)).toBe(7)
    expect(placeAfter(6, 'down', grid)).toBe(6)
    expect(placeAfter(1, 'up', grid)).toBe(1)
    expect(placeAfter(7, 'right', grid)).toBe(7)
    expect(placeAfter(4, 'last', grid)).toBe(7)
  })
})

describe('durations', () => {
  it('are as coarse as an estimate deserves', () => {
    expect(roundDuration(1)).toEqual({ unit: 'moment', count: 0 })
    expect(roundDuration(12)).toEqual({ unit: 'seconds', count: 10 })
    expect(roundDuration(57)).toEqual({ unit: 'minutes', count: 1 })
    expect(roundDuration(150)).toEqual({ unit: 'minutes', count: 3 })
    expect(roundDuration(9000)).toEqual({ unit: 'hours', count: 2.5 })
    expect(roundRange(1, 2)).toEqual({ unit: 'moment', from: 0, to: 0 })
    expect(roundRange(12, 31)).toEqual({ unit: 'seconds', from: 10, to: 30 })
    expect(roundRange(40, 130)).toEqual({ unit: 'minutes', from: 1, to: 2 })
    expect(roundRange(180, 301)).toEqual({ unit: 'minutes', from: 3, to: 5 })
    expect(roundRange(3600, 6500)).toEqual({ unit: 'hours', from: 1, to: 2 })
  })
})
