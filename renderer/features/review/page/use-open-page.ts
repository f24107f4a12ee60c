/** @file The open page in the window: its state, when it came on screen, and what the person does on it. */
import { computed, ref, shallowRef } from 'vue'
import type { Page, PhotoId } from '../../../../shared/domain.ts'
import type { SetAsideAs } from '../../../../shared/set-aside.ts'
import { hasBeenSeen, PAUSE_AFTER_LETTERS_MS, SEEN_AFTER_MS } from '../../../ui/keys/key-gate.ts'
import * as steps from './open-page.ts'
import type { OpenPage } from './open-page.ts'
import { StepMemory } from './step-memory.ts'

/** Why a key or a click did nothing. `early`, `earlyClick`: before the page was seen. `allOut`: no photo is left that could be named. `below`: not all were in sight. */
export type Hint = 'early' | 'earlyClick' | 'allOut' | 'below'

/** @param onStep called for each new step on the page. */
export function useOpenPage(onStep: () => void) {
  const open = shallowRef<OpenPage>()
  /** When the page and its pictures came on screen, on the clock of events; undefined until then. */
  const paintedAt = ref<number>()
  /**
   * Number of pending operations, such as sending an answer or loading a page. Until they end, nothing can be done on the
   * page.
   */
  const holds = ref(0)
  const busy = computed(() => holds.value > 0)
  /** The person has pressed or clicked something on this page: from now on it stays until it is answered. */
  const isTouched = ref(false)
  /** The page has been on screen for so long that keys and clicks are meant for it. */
  const isSeen = ref(false)
  /** Tiles that have not been in sight, because the window is too small for all of them. */
  const below = ref(0)
  /** Counts how often the person wanted to answer such a page: the grid shows the rest then. */
  const wantedRest = ref(0)
  const hint = ref<Hint>()
  const memory = new StepMemory()
  let hintTimer: number | undefined
  let seenTimer: number | undefined

  const page = computed(() => open.value?.page)
  const focusedTile = computed(() => open.value?.tiles.at(open.value.focused))

  /** @param restores undo or redo brings the page back: its steps are restored. */
  function put(next: Page | null, { restores }: { restores: boolean }): void {
    const current = open.value
    if (next !== null && current?.page.id === next.id) {
      open.value = steps.refreshed(current, next) // it keeps its marks
      return
    }
    if (open.value !== undefined) memory.keep(open.value)
    unpaint()
    if (next === null) open.value = undefined
    else open.value = steps.openPage(next, restores ? memory.of(next) : undefined)
  }
  function forgetAll(): void {
    open.value = undefined
    unpaint()
    memory.clear()
  }
  /** Called by the grid when the whole page is on screen. */
  function painted(id: number): void {
    if (id === page.value?.id && paintedAt.value === undefined) beginToSee()
  }
  function beginToSee(): void {
    window.clearTimeout(seenTimer)
    isSeen.value = false
    paintedAt.value = performance.now()
    seenTimer = window.setTimeout(() => {
      isSeen.value = true
    }, SEEN_AFTER_MS)
  }
  /** Called by the grid whenever other tiles come into sight. @param count those that have not been there yet */
  function sight(id: number, count: number): void {
    if (id === page.value?.id) below.value = count
  }
  /**
   * Whether the whole page may be answered: nothing that nobody has seen is labelled. Otherwise the rest is brought into sight, and has to be
   * there for as long as a page that has just come.
   */
  function isAllSeen(): boolean {
    if (below.value === 0) return true
    wantedRest.value += 1
    beginToSee()
    showHint('below')
    return false
  }
  function touch(): void {
    isTouched.value = true
  }
  function unpaint(): void {
    window.clearTimeout(seenTimer)
    isTouched.value = false
    isSeen.value = false
    paintedAt.value = undefined
    below.value = 0
  }
  /** Whether an action at this time is meant for this page. @param at the time of the event. */
  function isReady(at = performance.now()): boolean {
    return !busy.value && hasBeenSeen(at, paintedAt.value)
  }
  /** Blocks actions on the page while `work` is running. */
  async function holding<T>(work: () => Promise<T>): Promise<T> {
    holds.value += 1
    try {
      return await work()
    } finally {
      holds.value -= 1
    }
  }
  function showHint(next: Hint | undefined): void {
    window.clearTimeout(hintTimer)
    hint.value = next
    if (next !== undefined) hintTimer = window.setTimeout(showHint, PAUSE_AFTER_LETTERS_MS, undefined)
  }

  function change(next: (now: OpenPage) => OpenPage | undefined): boolean {
    const changed = open.value && next(open.value)
    if (changed !== undefined) open.value = changed
    return changed !== undefined
  }
  /** Leaves photos out, or takes them back in: the given ones, else the selected ones, else those of the focused tile. */
  function leaveOut(photos?: readonly PhotoId[], out?: boolean): void {
    const { value: now } = open
    if (now === undefined || !isReady()) return
    const chosen = now.selected.size > 0 ? steps.named(now) : (focusedTile.value?.ids ?? [])
    change(() => steps.leaveOut(now, photos ?? chosen, out))
    onStep()
  }
  /** Opens the stack of a tile, the focused one unless another is given; `close` and `open` do nothing to one that is so already. */
  function turnStack(to: 'open' | 'close' | 'other', place?: number): void {
    const at = place ?? open.value?.focused ?? 0
    const stack = open.value?.tiles.at(at)?.stack
    if (stack === undefined || !isReady()) return
    const isOpen = stack.place !== undefined
    if (to === 'other' || isOpen !== (to === 'open')) change((now) => steps.toggleStack(now, at))
  }
  function send(photos: readonly PhotoId[], name: string): void {
    if (change((now) => steps.send(now, photos, name))) onStep()
  }
  /** @param photos the selected ones unless said, else those of the focused tile. @returns whether all of the page are set aside now. */
  function setAside(as: SetAsideAs, photos?: readonly PhotoId[]): boolean {
    if (!isReady() || !change((now) => steps.setAside(now, photos ?? steps.meantAlone(now), as))) return false
    onStep()
    return open.value !== undefined && steps.isAllAside(open.value)
  }
  const stepBack = (): boolean => change(steps.stepBack)
  const stepForth = (): boolean => change(steps.stepForth)
  function focusOn(place: number, how: 'alone' | 'keep' | 'extend'): void {
    change((now) => steps.focusOn(now, place, how))
  }
  function select(which: 'all' | 'none' | 'others'): void {
    const ways = { all: steps.selectAll, none: steps.selectNone, others: steps.invertSelection }
    change(ways[which])
  }
  /** @param how `only`: nothing else; `toggle`: as with Ctrl. */
  function selectTile(place: number, how: 'only' | 'toggle'): void {
    change((now) => (how === 'only' ? steps.selectOnly(now, place) : steps.toggleSelected(now, place)))
  }
  /** @param besides photos that stay selected. */
  function selectPlaces(places: readonly number[], besides: ReadonlySet<PhotoId>): void {
    change((now) => steps.selectPlaces(now, places, besides))
  }
  /** Leaves out all but the selected photos. */
  function keepOnly(): void {
    if (isReady() && change(steps.keepOnly)) onStep()
  }

  return {
    ...{ open, page, focusedTile, paintedAt, isSeen, busy, hint, below, wantedRest },
    ...{
      put,
      forgetAll,
      painted,
      sight,
      isAllSeen,
      isTouched,
      touch,
      isReady,
      holding,
      showHint,
      leaveOut,
      turnStack,
      send,
      setAside,
      stepBack,
      stepForth,
      focusOn,
      select,
      selectTile,
      selectPlaces,
      keepOnly,
    },
  }
}
