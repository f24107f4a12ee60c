/**
 * @file A person who sorts photos with keys and mouse, at a steady pace. It decides by what is on screen when it looks, types and
 * clicks what it has decided, and is careless unless it is told not to be: it presses Enter twice, types, clicks and drags on before
 * the next page is there, takes back and puts back.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import { Random } from '../../../main/math/random.ts'

export interface Sight {
  question: string
  /** File names of the photos, in their order, which of them are left out, and the class written on them where there is one. */
  photos: SeenPhoto[]
  /** Place of the photo with the focus. */
  focused: number
  /** Names beside a figure. */
  chips: string[]
  /** Classes at the side, on which photos can be dropped. */
  targets: SeenClass[]
  isDimmed: boolean
  isNaming: boolean
  /** The field asks whether a new class is meant. */
  isAsked: boolean
  hint: string
  isFinished: boolean
}

/** Edges in CSS pixels of the window. */
interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

interface SeenClass {
  name: string
  box: Box
}

interface SeenPhoto {
  name: string
  isOut: boolean
  suggested: string | undefined
  /** Of its tile. */
  box: Box
}

interface Habits {
  /** Milliseconds from key to key. */
  pace: number
  seed: number
  /** Never touches the mouse, and waits for each page before it types. */
  byKeysAlone?: boolean
  /** The class of a photo as the person sees it. */
  classOf: (fileName: string) => string
}

/** What the person may do carelessly, after an answer. */
const CARELESS = [
  ...(['nothing', 'nothing', 'enter', 'name', 'letters', 'exclude', 'back', 'skip'] as const),
  ...(['click', 'cross', 'drag', 'drop'] as const),
]

export class ScriptedPerson {
  readonly #page: Page
  readonly #habits: Habits
  readonly #random: Random
  #keyboard: Promise<CDPSession> | undefined
  #lastKeyAt = 0
  /** What was typed, for whoever wonders about a label. */
  readonly typed: string[] = []

  constructor(page: Page, habits: Habits) {
    this.#page = page
    this.#habits = habits
    this.#random = new Random(habits.seed)
  }

  /** Goes on until all is sorted. @param mostSights for how long it may look and type. */
  async sort(mostSights: number): Promise<void> {
    let before: Sight | undefined
    for (let sights = 0; sights < mostSights; sights += 1) {
      const sight = await this.#nextSight(before)
      if (sight.isFinished) return
      before = (await this.#isAnswered(sight)) ? sight : undefined
    }
    throw new Error(`Not finished after ${mostSights} sights: ${this.typed.slice(-40).join(' ')}`)
  }

  /** Something else than before is on screen, or the window has said that the keys did nothing. */
  async #nextSight(before: Sight | undefined): Promise<Sight> {
    // Nobody stares at an unchanged page for ever: the keys are tried again.
    const sight = await watch(this.#page, { before: JSON.stringify(before ?? null), patience: 2_500 })
    if (sight.hint === '') return sight
    await wait(PATIENCE_MS) // reads it, and begins again
    this.#lastKeyAt = performance.now()
    await this.#type(['Escape'])
    return look(this.#page)
  }

  /** Whoever was held up in the middle of it looks again: what came too early was perhaps dropped, and what comes now would not be. */
  async #isAnswered(sight: Sight): Promise<boolean> {
    this.#lastKeyAt = performance.now()
    try {
      await this.#answer(sight)
      return true
    } catch (thrown) {
      if (!(thrown instanceof HeldUp)) throw thrown
      this.typed.push('(held up)')
      this.#lastKeyAt = performance.now()
      await this.#type(['Escape'])
      return false
    }
  }
  #goOn(): void {
    if (performance.now() - this.#lastKeyAt > HELD_UP_MS + this.#habits.pace) throw new HeldUp()
  }

  async #answer(sight: Sight): Promise<void> {
    // It was typed whole, so a new class is meant, though another one begins so.
    if (sight.isNaming) return this.#type([sight.isAsked ? 'Enter' : 'Escape'])
    const isMixed = sight.photos.some(({ suggested }) => suggested !== undefined)
    if (isMixed) return this.#answerEach(sight)
    const inside = sight.photos.filter(({ isOut }) => !isOut)
    const classes = inside.map(({ name }) => this.#habits.classOf(name))
    const counts = Map.groupBy(classes, (name) => name)
    const [wanted] = [...counts].toSorted((a, b) => b[1].length - a[1].length).at(0) ?? ['']
    if (wanted === '') return this.#type(['F7']) // it has left out all of them
    const others = sight.photos.flatMap(({ name, isOut }, place) =>
      !isOut && this.#habits.classOf(name) !== wanted ? [place] : [],
    )
    const [first] = others
    if (others.length === 1 && this.#random.next() < 0.5) return this.#sendOne(sight, first)
    await this.#leaveOut(sight, others)
    const kept = sight.photos.find(({ name, isOut }) => !isOut && this.#habits.classOf(name) === wanted)
    if (!(await this.#perhapsDrop(sight, kept, wanted))) await this.#type(this.#namingKeys(sight, wanted))
    await this.#perhapsBeCareless(sight)
  }

  /** Leaves out what is not what is written on it, and puts one of these into its class by letters alone. */
  async #answerEach(sight: Sight): Promise<void> {
    const wrong = sight.photos.flatMap(({ name, isOut, suggested }, place) =>
      !isOut && suggested !== undefined && suggested !== this.#habits.classOf(name) ? [place] : [],
    )
    const [first] = wrong
    if (wrong.length > 0 && this.#random.next() < 0.5) {
      const name = this.#habits.classOf(sight.photos[first].name)
      return this.#type([...walk(sight.focused, first), 'F2', ...letters(name), 'Enter'])
    }
    await this.#leaveOut(sight, wrong)
    await this.#type(['Enter'])
    await this.#perhapsBeCareless(sight)
  }

  /** Gives one photo its own class: selects it, and names it. */
  async #sendOne(sight: Sight, place: number): Promise<void> {
    const name = this.#habits.classOf(sight.photos[place].name)
    if (this.#random.next() < 0.5) {
      await this.#click('middle', sight.photos[place])
      const target = sight.targets.find((each) => each.name === name)
      if (target !== undefined) await this.#drop(sight.photos[place], target)
      else await this.#type(['Enter', ...letters(name), 'Enter'])
    } else await this.#type([...walk(sight.focused, place), 'Control+Space', 'F2', ...letters(name), 'Enter'])
  }
  /** Drags all that is not left out to its class, where that is at the side. @returns whether it did */
  async #perhapsDrop(sight: Sight, kept: SeenPhoto | undefined, wanted: string): Promise<boolean> {
    const target = sight.targets.find(({ name }) => name === wanted)
    if (this.#habits.byKeysAlone === true || kept === undefined || target === undefined) return false
    if (this.#random.next() < 0.5) return false
    if (sight.photos.length > 1) await this.#type(['Control+a'])
    await this.#drop(kept, target)
    return true
  }
  async #leaveOut({ focused, photos }: Sight, places: readonly number[]): Promise<void> {
    if (this.#habits.byKeysAlone !== true && this.#random.next() < 0.3) {
      for (const place of places) await this.#click('cross', photos[place])
      return
    }
    let at = focused
    for (const place of places) {
      await this.#type([...walk(at, place), 'x'])
      at = place
    }
  }
  #namingKeys({ question, chips }: Sight, wanted: string): string[] {
    if (question === `Are these all ${wanted}?`) return ['Enter']
    const figure = chips.indexOf(wanted)
    if (figure >= 0 && this.#random.next() < 0.5) return [String(figure + 1)]
    const isAsked = question.startsWith('Are these')
    // Letters alone begin a name, but X is a key of the page.
    if (!wanted.startsWith('x') && this.#random.next() < 0.5) return [...letters(wanted), 'Enter']
    return [isAsked ? 'F2' : 'Enter', ...letters(wanted), 'Enter']
  }
  /** On a machine that stalls the next page may long be there: whoever has seen it answers that page, and is not careless. */
  async #perhapsBeCareless(sight: Sight): Promise<void> {
    if (this.#habits.byKeysAlone !== true && this.#isHasty()) await this.#beCareless(sight)
  }
  #isHasty(): boolean {
    return performance.now() - this.#lastKeyAt < Math.max(HASTY_MS, this.#habits.pace + SLACK_MS)
  }
  async #beCareless({ photos, targets }: Sight): Promise<void> {
    const how = CARELESS[this.#random.integer(CARELESS.length)]
    const another = this.#habits.classOf('')
    if (how === 'enter') await this.#type(['Enter'])
    else if (how === 'name') await this.#type(['Enter', ...letters(another), 'Enter'])
    else if (how === 'letters') await this.#type([...letters(another), 'Enter', 'Enter'])
    else if (how === 'exclude') await this.#type(['x', 'ArrowRight', 'x'])
    else if (how === 'skip') await this.#type(['F7', ...letters(another), 'Enter'])
    else if (how === 'click') await this.#click('middle', photos[0], true)
    else if (how === 'cross') await this.#click('cross', photos[0], true)
    else if (how === 'drag') await this.#drag(photos[0], photos[photos.length - 1], true)
    else if (how === 'drop' && targets.length > 0) await this.#drop(photos[0], targets[0], true)
    else if (how === 'back') {
      await this.#type(['Control+z'])
      await this.#nextSight(undefined)
      this.#lastKeyAt = performance.now()
      await this.#type(['Control+Shift+Z'])
    }
  }

  /** Where the tile was when the person looked, whatever is there now. @param blindly before the next page is there */
  async #click(where: 'middle' | 'cross', { box }: SeenPhoto, blindly = false): Promise<void> {
    this.typed.push(`click-${where}`)
    await this.#press(where === 'cross' ? [box.right - CROSS, box.top + CROSS] : middleOf(box), blindly)
  }
  async #drag({ box: from }: SeenPhoto, { box: to }: SeenPhoto, blindly = false): Promise<void> {
    this.typed.push('drag')
    await this.#press([from.left + 2, from.top + 2], blindly, [to.right - 2, to.bottom - 2])
  }
  /** From where the photo was when the person looked to where the class was. @param blindly before the next page is there */
  async #drop({ box: from }: SeenPhoto, { name, box: to }: SeenClass, blindly = false): Promise<void> {
    this.typed.push(`drop-${name}`)
    await this.#press(middleOf(from), blindly, middleOf(to))
  }
  /** @param to where the pointer lets go, if that is another place */
  async #press([x, y]: Point, blindly: boolean, to?: Point): Promise<void> {
    await this.#page.mouse.move(x, y)
    if (blindly && !this.#isHasty()) return // the machine stalled, and the next page may long be there
    this.#goOn()
    await this.#page.mouse.down()
    if (to !== undefined) await this.#page.mouse.move(...to, { steps: 3 })
    await this.#page.mouse.up()
    // A press that took long came early or late: what follows would come at another time than the person thinks.
    this.#goOn()
    this.#lastKeyAt = performance.now()
    await wait(this.#habits.pace)
  }

  /** At its own pace, whatever the window is busy with: keys wait for the window, and not the person. */
  async #type(keys: readonly string[]): Promise<void> {
    this.#keyboard ??= this.#page.context().newCDPSession(this.#page)
    const keyboard = await this.#keyboard
    const sent: Promise<unknown>[] = []
    for (const key of keys) {
      this.#goOn()
      for (const event of strokes(key)) sent.push(keyboard.send('Input.dispatchKeyEvent', event))
      this.typed.push(key)
      this.#lastKeyAt = performance.now()
      await wait(this.#habits.pace)
    }
    await Promise.all(sent)
  }
}

class HeldUp extends Error {}

type Point = readonly [x: number, y: number]

function middleOf({ left, top, right, bottom }: Box): Point {
  return [(left + right) / 2, (top + bottom) / 2]
}

/** CSS pixels from the corner of a tile to the middle of its cross. */
const CROSS = 18

const CODES: Readonly<Record<string, number>> = {
  ...{ Enter: 13, Escape: 27, Space: 32, ArrowLeft: 37, ArrowRight: 39, F2: 113, F7: 118 },
}
const MODIFIERS: Readonly<Record<string, number>> = { Control: 2, Shift: 8 }

/** A key goes down and up: "a", "Enter", "Control+Shift+Z". */
function strokes(combination: string): [CDPKey, CDPKey] {
  const parts = combination.split('+')
  const last = parts.at(-1) ?? ''
  const key = last === 'Space' ? ' ' : last
  const modifiers = parts.slice(0, -1).reduce((sum, part) => sum + MODIFIERS[part], 0)
  const windowsVirtualKeyCode = CODES[last] ?? last.toUpperCase().charCodeAt(0)
  const common = { key, modifiers, windowsVirtualKeyCode }
  const text = key === 'Enter' ? '\r' : key.length === 1 && modifiers === 0 ? key : ''
  return [
    { ...common, type: text === '' ? 'rawKeyDown' : 'keyDown', ...(text !== '' && { text }) },
    { ...common, type: 'keyUp' },
  ]
}

interface CDPKey {
  type: 'keyDown' | 'rawKeyDown' | 'keyUp'
  key: string
  modifiers: number
  windowsVirtualKeyCode: number
  text?: string
}

/** How often a person looks up, and how long it takes to read a hint: what the pace of a person is, and no waiting for the window. */
const GLANCE_MS = 60
/** Less than a page must have been on screen before it takes keys: what is pressed sooner is pressed blindly. */
const HASTY_MS = 200
const SLACK_MS = 50
/** Far less than the pause after which keys are let through again: whoever is held up for so long has not typed in one go. */
const HELD_UP_MS = 250
const PATIENCE_MS = 1_000

/** The keys of a name; the person's names have plain letters only. */
function letters(name: string): string[] {
  return Array.from(name, (letter) => (letter === ' ' ? 'Space' : letter))
}

/** Keys that go from photo to photo, in a row. */
function walk(from: number, to: number): string[] {
  const key = to < from ? 'ArrowLeft' : 'ArrowRight'
  return Array.from({ length: Math.abs(to - from) }, () => key)
}

/** What is on screen now. */
function look(page: Page): Promise<Sight> {
  return watch(page, { patience: 0 })
}

/**
 * What is on screen as soon as it can be answered and is not what was there before; what is there then, when patience is at its end and
 * there is something to answer. The page itself looks up again and again: to ask the browser each time takes more of the processor than
 * the window does.
 */
function watch(page: Page, options: { before?: string; patience: number }): Promise<Sight> {
  return page.evaluate(
    async ({ before, patience, glance }) => {
      const look = () => {
        const grid = document.querySelector('.review [role=listbox][aria-multiselectable]')
        const boxOf = (tile: Element) => {
          const { left, top, right, bottom } = tile.getBoundingClientRect()
          return { left, top, right, bottom }
        }
        const tiles = [...(grid?.querySelectorAll<HTMLElement>('[role=option]') ?? [])]
        const headings = [...document.querySelectorAll('.review h1, .review h2')].map((each) =>
          each.textContent.trim(),
        )
        return {
          question: headings[0] ?? '',
          photos: tiles.map((tile) => ({
            name: tile.title.split('/').at(-1) ?? '',
            isOut: /, (left out|sent to .+)$/.test(tile.ariaLabel ?? ''),
            suggested: tile.querySelector('.own')?.textContent.trim(),
            box: boxOf(tile),
          })),
          focused: Math.max(
            0,
            tiles.findIndex((tile) => tile.tabIndex === 0),
          ),
          chips: [...document.querySelectorAll('.review .chips .clip')].map((chip) =>
            chip.textContent.trim(),
          ),
          targets: [...document.querySelectorAll<HTMLElement>('.review [data-drop-class]')].map((each) => ({
            name: each.dataset.dropClass ?? '',
            box: boxOf(each),
          })),
          isDimmed: grid?.classList.contains('dimmed') === true,
          isNaming: document.querySelector('.review .naming') !== null,
          isAsked: document.querySelector('.review .naming .asks') !== null,
          hint: document.querySelector('.review .head [role=status]')?.textContent.trim() ?? '',
          isFinished: headings.includes('Every photo has a class'),
        }
      }
      const start = performance.now()
      for (;;) {
        const sight = look()
        const isThere = sight.isFinished || (sight.photos.length > 0 && !sight.isDimmed)
        const isOver = performance.now() - start >= patience
        if (patience === 0 || (isThere && (isOver || JSON.stringify(sight) !== before))) return sight
        await new Promise((resolve) => setTimeout(resolve, glance))
      }
    },
    { before: '', ...options, glance: GLANCE_MS },
  )
}
