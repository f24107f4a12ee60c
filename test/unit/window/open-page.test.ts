/** @file The open page as one state: what Enter means, whom a name is for, steps, and which keys reach it. */
import { describe, expect, it } from 'vitest'
import {
  KeyGate,
  hasBeenSeen,
  PAUSE_MS,
  PAUSE_AFTER_LETTERS_MS,
  SEEN_AFTER_MS,
} from '../../../renderer/ui/keys/key-gate.ts'
import {
  asksYesOrNo,
  enterMeans,
  focusOn,
  included,
  invertSelection,
  isSelected,
  keepOnly,
  leaveOut,
  named,
  namesPage,
  offeredGuess,
  openPage,
  selectAll,
  selectNone,
  selectOnly,
  selectPlaces,
  send,
  stepBack,
  stepForth,
  toggleSelected,
  toggleStack,
  type OpenPage,
} from '../../../renderer/features/review/page/open-page.ts'
import { StepMemory } from '../../../renderer/features/review/page/step-memory.ts'
import type { Page } from '../../../shared/domain.ts'
import fc from '../../support/properties.ts'

function pageOf(kind: Page['kind'], name: string | null, { ids = [1, 2, 3, 4], purity = 0.9 } = {}): Page {
  const photos = ids.map((id) => ({ id, path: `/photos/${id}.jpg`, probability: purity }))
  return { id: 7, kind, class: name, purity, stacks: [], blind: false, proposals: [], photos }
}
const open = (...input: Parameters<typeof pageOf>) => openPage(pageOf(...input))
function mixedPage(): Page {
  const page = pageOf('mixed', null, { ids: [1, 2, 3] })
  const names = ['cat', 'cat', 'dog']
  return { ...page, photos: page.photos.map((photo, index) => ({ ...photo, class: names[index] })) }
}

describe('Enter', () => {
  it('says yes to "Are these all ...?", and opens the name field of every open question', () => {
    expect(enterMeans(open('class', 'rooster'))).toBe('confirm')
    expect(enterMeans(open('new', null))).toBe('name')
    expect(enterMeans(open('single', null, { ids: [1] }))).toBe('name')
    // However sure the guess is: who types Enter and a name must not confirm it.
    for (const purity of [0.1, 0.6, 0.999]) {
      const single = open('single', 'rooster', { ids: [1], purity })
      expect(enterMeans(single)).toBe('name')
      expect(offeredGuess(single)).toBe('rooster')
    }
  })

  it('confirms no class of which more photos are expected to be wrong than right', () => {
    const weak = pageOf('class', 'brain', { purity: 0.4 })
    expect([asksYesOrNo(openPage(weak)), enterMeans(openPage(weak))]).toEqual([false, 'name'])
    expect(offeredGuess(openPage(weak))).toBe('brain')
  })

  it('says yes to suggestions of several classes, and finishes where all were left out', () => {
    const mixed = openPage(mixedPage())
    expect([asksYesOrNo(mixed), enterMeans(mixed), offeredGuess(mixed)]).toEqual([true, 'confirm', null])
    expect(enterMeans(leaveOut(mixed, [1, 2, 3]))).toBe('finish')
  })

  it('names what is selected, whatever the page asks', () => {
    expect(enterMeans(toggleSelected(open('class', 'rooster'), 1))).toBe('name')
  })

  it('ends a page on which each photo is answered for, and does nothing where none is', () => {
    const all = [1, 2, 3, 4]
    expect(enterMeans(leaveOut(open('class', 'rooster'), all))).toBe('finish')
    expect(enterMeans(leaveOut(open('new', null), all))).toBe('nothing')
    expect(enterMeans(send(leaveOut(open('new', null), all), [2], 'hen'))).toBe('finish')
  })
})

describe('a name', () => {
  it.each(['class', 'new'] as const)(
    'is for the selection, else for all that are not left out: %s',
    (kind) => {
      const start = leaveOut(open(kind, kind === 'class' ? 'rooster' : null), [2])
      expect(named(start)).toEqual([1, 3, 4])
      expect(namesPage(start)).toBe(true)
      const some = toggleSelected(toggleSelected(start, 3), 1)
      expect(named(some)).toEqual([2, 4])
      expect(namesPage(some)).toBe(false)
      const sent = send(some, named(some), 'hen')
      expect([...sent.marks.sentTo]).toEqual([
        [2, 'hen'],
        [4, 'hen'],
      ])
      expect(named(sent)).toEqual([1, 3])
      expect(namesPage(selectAll(sent))).toBe(true)
      expect(namesPage(leaveOut(sent, [1, 3]))).toBe(false)
    },
  )

  it('goes to no photo by an arrow alone', () => {
    const moved = focusOn(open('new', null), 2, 'alone')
    expect(named(moved)).toEqual([1, 2, 3, 4])
    expect(named(focusOn(moved, 3, 'extend'))).toEqual([3, 4])
    expect(named(focusOn(focusOn(moved, 3, 'extend'), 0, 'extend'))).toEqual([1, 2, 3])
    expect(named(focusOn(focusOn(moved, 3, 'extend'), 0, 'keep'))).toEqual([3, 4])
    expect(named(focusOn(focusOn(moved, 3, 'extend'), 0, 'alone'))).toHaveLength(4)
    expect(named(selectNone(selectAll(moved)))).toHaveLength(4)
  })
})

describe('the selection', () => {
  it('is the tile that was clicked, of a page of several', () => {
    const clicked = selectOnly(selectAll(open('class', 'rooster')), 2)
    expect([named(clicked), clicked.focused, enterMeans(clicked)]).toEqual([[3], 2, 'name'])
    expect(named(focusOn(clicked, 3, 'extend'))).toEqual([3, 4])
    // There is nothing to choose from: Enter goes on answering the question.
    const only = selectOnly(open('class', 'rooster', { ids: [1] }), 0)
    expect([only.selected.size, enterMeans(only)]).toEqual([0, 'confirm'])
  })

  it('is what a rectangle touches, beside what is to stay', () => {
    const drawn = selectPlaces(open('new', null), [1, 2])
    expect([named(drawn), drawn.focused, drawn.anchor]).toEqual([[2, 3], 2, 1])
    expect(named(selectPlaces(drawn, [3], drawn.selected))).toEqual([2, 3, 4])
    expect(selectPlaces(drawn, []).selected.size).toBe(0)
  })

  it('of many at once passes over those that are left out, unless all are', () => {
    const start = leaveOut(open('new', null), [2, 3])
    expect(named(selectPlaces(start, [0, 1, 2]))).toEqual([1])
    expect(named(selectPlaces(start, [1, 2]))).toEqual([2, 3])
    expect(named(focusOn(focusOn(start, 0, 'alone'), 3, 'extend'))).toEqual([1, 4])
    expect(named(selectOnly(start, 1))).toEqual([2])
  })

  it('of a stack of which a part is left out is the rest, and shows as selected', () => {
    const stacked = openPage({ ...pageOf('class', 'rooster'), stacks: [[1, 2, 3]] })
    const part = leaveOut(stacked, [2])
    for (const chosen of [selectOnly(part, 0), toggleSelected(part, 0), selectPlaces(part, [0])]) {
      expect(named(chosen)).toEqual([1, 3])
      expect(chosen.tiles.map((tile) => isSelected(chosen, tile))).toEqual([true, false])
    }
    expect(named(toggleSelected(toggleSelected(part, 0), 0))).toEqual([1, 3, 4]) // none: the page
    const opened = toggleStack(part, 0)
    expect(opened && named(selectOnly(opened, 1))).toEqual([2])
  })

  it('is left out or taken back as the clicked tile says, whatever the others are', () => {
    const start = leaveOut(open('new', null), [3])
    expect(included(leaveOut(start, [3, 4], false))).toEqual([1, 2, 3, 4])
    expect(included(leaveOut(start, [3, 4], true))).toEqual([1, 2])
    expect(included(leaveOut(start, [3, 4]))).toEqual([1, 2])
  })

  it('turns into the others, without those that are left out', () => {
    const some = selectOnly(leaveOut(open('new', null), [4]), 1)
    expect([...invertSelection(some).selected]).toEqual([1, 3])
    expect([...invertSelection(invertSelection(some)).selected]).toEqual([2])
  })

  it('is all that stays of a page, in one step', () => {
    const start = leaveOut(open('class', 'rooster'), [2])
    const kept = keepOnly(toggleSelected(toggleSelected(start, 1), 2))
    expect(kept && included(kept)).toEqual([2, 3])
    expect(kept && [kept.selected.size, enterMeans(kept)]).toEqual([0, 'confirm'])
    expect(kept && stepBack(kept)?.marks).toEqual(start.marks)
    expect(keepOnly(start)).toBeUndefined()
    const sent = send(start, [3, 4], 'hen')
    expect([...(keepOnly(selectOnly(sent, 2))?.marks.sentTo ?? [])]).toEqual([[4, 'hen']])
  })
})

describe('steps on a page', () => {
  it('are taken back one by one, and put back, whatever they were', () => {
    const ids = [1, 2, 3, 4]
    const steps = fc.array(
      fc.oneof(
        fc.record({ out: fc.subarray(ids, { minLength: 1 }) }),
        fc.record({ to: fc.subarray(ids, { minLength: 1 }), name: fc.constantFrom('a', 'b') }),
      ),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(steps, (list) => {
        let now: OpenPage = open('new', null)
        const course = [now]
        for (const step of list) {
          now = 'out' in step ? leaveOut(now, step.out) : send(now, step.to, step.name)
          course.push(now)
        }
        for (const before of course.slice(0, -1).toReversed()) {
          now = stepBack(now) ?? now
          expect(now.marks).toEqual(before.marks)
        }
        expect(stepBack(now)).toBeUndefined()
        for (const after of course.slice(1)) {
          now = stepForth(now) ?? now
          expect(now.marks).toEqual(after.marks)
        }
        expect(stepForth(now)).toBeUndefined()
      }),
    )
  })

  it('make final what was taken back before', () => {
    const back = stepBack(leaveOut(open('new', null), [1])) ?? open('new', null)
    expect(stepForth(leaveOut(back, [2]))).toBeUndefined()
  })

  it('are remembered with their page, also where it is drawn up anew under another number', () => {
    const memory = new StepMemory()
    memory.keep(leaveOut(open('new', null), [1, 2]))
    const again = { ...pageOf('new', null), id: 99 }
    expect(included(openPage(again, memory.of(again)))).toEqual([3, 4])
    expect(memory.of(pageOf('new', null, { ids: [1, 2, 3] }))).toBeUndefined()
    expect(memory.of(pageOf('class', 'rooster'))).toBeUndefined()
  })
})

/** Which of the keys reach a page that was painted at 0, when they are pressed at these times. */
function reached(times: number[], gate = new KeyGate()): number[] {
  return times.filter((at) => gate.lets('a', at, 0))
}

describe('keys that come too early', () => {
  it('reach no page that was not painted for a while', () => {
    expect(hasBeenSeen(1_000, undefined)).toBe(false)
    expect(reached([10])).toEqual([])
    expect(reached([SEEN_AFTER_MS - 1])).toEqual([])
    expect(reached([SEEN_AFTER_MS])).toEqual([SEEN_AFTER_MS])
    expect(new KeyGate().lets('a', 5_000, undefined)).toBe(false)
  })

  it.each([25, 150, 400, 900, 2_000])(
    'take the rest of their word and its Enter along, at %d ms a key',
    (pace) => {
      const gate = new KeyGate()
      const word = Array.from({ length: 12 }, (_, i) => SEEN_AFTER_MS - 1 + i * pace)
      expect(reached(word, gate)).toEqual([])
      const end = word.at(-1) ?? 0
      expect(gate.lets('Enter', end + pace, 0)).toBe(false)
      // Esc, and the page listens again; so it does after a long time without any key.
      expect(gate.lets('Escape', end + 2 * pace, 0)).toBe(true)
      expect(reached([end + 3 * pace, end + 4 * pace], gate)).toHaveLength(2)
      gate.drop('r', 100_000)
      expect(reached([100_000 + PAUSE_AFTER_LETTERS_MS], gate)).toHaveLength(1)
    },
  )

  it('let nothing through by Esc before the page was seen, but all by a click on it', () => {
    const gate = new KeyGate()
    gate.drop('r', 0)
    expect([gate.lets('Escape', 200, undefined), gate.lets('r', 1_500, 0)]).toEqual([false, false])
    gate.open()
    expect(gate.lets('r', 1_600, 0)).toBe(true)
  })

  it('take clicks along, and clicks take along what follows them', () => {
    const gate = new KeyGate()
    expect(gate.letsClick(SEEN_AFTER_MS - 1, 0)).toBe(false)
    expect(gate.letsClick(SEEN_AFTER_MS + 200, 0)).toBe(false)
    expect(gate.lets('Enter', SEEN_AFTER_MS + 400, 0)).toBe(false)
    expect(gate.letsClick(SEEN_AFTER_MS + 400 + PAUSE_MS, 0)).toBe(true)
    expect(gate.lets('Enter', SEEN_AFTER_MS + 500 + PAUSE_MS, 0)).toBe(true)
    // After letters a click after a moment is enough, where a key would have to wait.
    gate.drop('r', 10_000)
    expect(gate.lets('x', 10_000 + PAUSE_MS, 0)).toBe(false)
    expect(gate.letsClick(10_000 + 2 * PAUSE_MS, 0)).toBe(true)
  })

  it('let no Enter through after a click that came too early, however late, until a click or Esc', () => {
    const gate = new KeyGate()
    gate.letsClick(SEEN_AFTER_MS - 1, 0)
    expect(gate.lets('Enter', SEEN_AFTER_MS + 2 * PAUSE_MS, 0)).toBe(false)
    expect(gate.lets('Escape', SEEN_AFTER_MS + 3 * PAUSE_MS, 0)).toBe(true)
    expect(gate.lets('Enter', SEEN_AFTER_MS + 4 * PAUSE_MS, 0)).toBe(true)
    gate.letsClick(9_900, undefined)
    expect(gate.letsClick(10_000 + PAUSE_MS, 0)).toBe(true)
    expect(gate.lets('Enter', 10_100 + PAUSE_MS, 0)).toBe(true)
  })

  it('pause no longer than a moment where one Enter too much was pressed', () => {
    const gate = new KeyGate()
    gate.lets('Enter', 100, 0)
    expect(gate.lets('r', 100 + PAUSE_MS - 1, 0)).toBe(false)
    const other = new KeyGate()
    other.lets('Enter', 100, 0)
    expect(other.lets('r', 100 + PAUSE_MS, 0)).toBe(true)
  })
})
