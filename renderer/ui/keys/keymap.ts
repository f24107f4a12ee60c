/**
 * @file Every key of the window: where it holds, what it does there, and how the help names it. A handler asks press.ts for the
 * action, and the compiler asks it for every action of its place; the help and the hints on buttons are read out of the same
 * lines (key-help.ts). In one place the first line that fits counts; a line of `letter` yields to every other one, wherever it
 * stands. What keys may not do on a page of the review: docs/adr/0018.
 */
import type { Direction } from '../focus/grid-moves.ts'

export interface KeyLine {
  /**
   * A page of the review, a field for a name, the library's grid, the list of classes, the grid of groups, the map,
   * labels that may be wrong, all of them of a kind, photos of the check, a photo shown large, several beside each other, the strip of photos like one, the list of folders, the choice of what comes next, the list of commands; or everywhere.
   */
  readonly in:
    | 'page'
    | 'name'
    | 'library'
    | 'classes'
    | 'groups'
    | 'map'
    | 'suspects'
    | 'kind'
    | 'picker'
    | 'everywhere'
    | 'photo'
    | 'beside'
    | 'alike'
    | 'folders'
    | 'query'
    | 'palette'
  /** As the browser names them, capital or not; `letter` is any letter or figure, with Alt one without accents. */
  readonly keys: readonly string[]
  /** Ctrl, or Cmd on a Mac. Left out, it must be up. */
  readonly control?: 'down' | 'any'
  /** Left out, it must be up. */
  readonly alt?: 'down' | 'any'
  /** Left out, it may be either. */
  readonly shift?: 'down' | 'up'
  /** A key that is held down does it once: it must not answer page after page. */
  readonly once?: true
  /** The name of an action; null for what the pointer does. */
  readonly does: string | null
  /** For the help: the key's name, of the words `keys.names`, and what it does, of `keys.does`. Left out, the help is silent. */
  readonly help?: readonly [name: string, says: string]
}

export const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['Home', 'first'],
  ['End', 'last'],
])
const MOVES = [...DIRECTIONS.keys()]
const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']
const STEPS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown']
const STEPS_AND_ENDS = [...STEPS, 'Home', 'End']
const UP_AND_DOWN = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']
const FIGURES = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
/** Whatever else is held down. */
const ANY = { control: 'any', alt: 'any' } as const
/** Ctrl and the key, without Shift. */
const CTRL = { control: 'down', shift: 'up' } as const
const CTRL_SHIFT = { control: 'down', shift: 'down' } as const
const SHIFT = { control: 'any', shift: 'down' } as const

export const KEYMAP = [
  { in: 'page', keys: ['Enter'], once: true, does: 'enter', help: ['enter', 'enter'] },
  { in: 'page', keys: ['letter'], once: true, does: 'type', help: ['letters', 'type'] },
  { in: 'page', keys: ['F2'], once: true, does: 'name', help: ['f2', 'type'] },
  { in: 'page', keys: FIGURES, once: true, does: 'propose', help: ['figures', 'propose'] },
  { in: 'page', keys: ['letter'], alt: 'down', once: true, does: 'classKey', help: ['altKey', 'classKey'] },
  { in: 'page', keys: ['x'], shift: 'up', once: true, does: 'exclude', help: ['x', 'exclude'] },
  { in: 'page', keys: [], does: null, help: ['cross', 'exclude'] },
  { in: 'page', keys: ['x'], ...CTRL, once: true, does: 'keepOnly', help: ['controlX', 'keepOnly'] },
  { in: 'page', keys: [], does: null, help: ['click', 'selectPhotos'] },
  { in: 'page', keys: [], does: null, help: ['drag', 'selectPhotos'] },
  { in: 'page', keys: [], does: null, help: ['dragSelected', 'dropOnClass'] },
  { in: 'page', keys: MOVES, ...SHIFT, does: 'extend', help: ['shiftArrows', 'selectPhotos'] },
  { in: 'page', keys: [], does: null, help: ['controlClick', 'selectPhotos'] },
  { in: 'page', keys: ['a'], ...CTRL, once: true, does: 'selectAll', help: ['all', 'selectPhotos'] },
  { in: 'page', keys: ['i'], ...CTRL, once: true, does: 'selectOthers', help: ['controlI', 'selectOthers'] },
  { in: 'page', keys: [' '], control: 'down', once: true, does: 'select' },
  { in: 'page', keys: MOVES, shift: 'up', does: 'move', help: ['arrows', 'move'] },
  { in: 'page', keys: MOVES, ...CTRL, does: 'moveOnly' },
  { in: 'page', keys: ['0'], once: true, does: 'noneOfThese', help: ['zero', 'noneOfThese'] },
  { in: 'page', keys: ['F8'], once: true, does: 'asideUnsure', help: ['f8', 'asideUnsure'] },
  { in: 'page', keys: ['F9'], once: true, does: 'asideNothing', help: ['f9', 'asideNothing'] },
  { in: 'page', keys: ['F7'], once: true, does: 'skip', help: ['f7', 'skip'] },
  { in: 'page', keys: [' '], once: true, does: 'large', help: ['space', 'large'] },
  { in: 'page', keys: [], does: null, help: ['doubleClick', 'large'] },
  { in: 'page', keys: [], does: null, help: ['rightClick', 'menu'] },
  { in: 'page', keys: ['+', '='], once: true, does: 'openStack', help: ['plusMinus', 'turnStack'] },
  { in: 'page', keys: ['-'], once: true, does: 'closeStack', help: ['plusMinus', 'turnStack'] },
  { in: 'page', keys: ['Escape'], once: true, does: 'selectNone', help: ['escape', 'selectNone'] },

  { in: 'name', keys: ['Enter'], ...ANY, does: 'take', help: ['enter', 'take'] },
  { in: 'name', keys: ['Tab'], ...ANY, shift: 'up', does: 'complete', help: ['tab', 'complete'] },
  { in: 'name', keys: ['ArrowUp'], ...ANY, does: 'previous', help: ['upDown', 'choose'] },
  { in: 'name', keys: ['ArrowDown'], ...ANY, does: 'next', help: ['upDown', 'choose'] },
  { in: 'name', keys: ['Escape'], ...ANY, does: 'close', help: ['escape', 'back'] },

  { in: 'library', keys: STEPS_AND_ENDS, shift: 'up', does: 'move', help: ['arrows', 'move'] },
  { in: 'library', keys: STEPS, ...CTRL, does: 'moveOnly' },
  { in: 'library', keys: ['Home', 'End'], ...CTRL, does: 'move' },
  { in: 'library', keys: STEPS_AND_ENDS, ...SHIFT, does: 'extend', help: ['shiftArrows', 'select'] },
  { in: 'library', keys: ['a'], ...CTRL, does: 'selectAll', help: ['all', 'select'] },
  { in: 'library', keys: ['a'], ...CTRL_SHIFT, does: 'selectGroup', help: ['allOfGroup', 'selectGroup'] },
  { in: 'library', keys: ['f'], ...CTRL, does: 'find', help: ['controlF', 'find'] },
  { in: 'library', keys: [' '], control: 'down', does: 'select' },
  { in: 'library', keys: ['Escape'], does: 'selectNone', help: ['escape', 'selectNone'] },
  { in: 'library', keys: ['Enter'], shift: 'up', does: 'open', help: ['enter', 'large'] },
  {
    in: 'library',
    keys: ['Enter'],
    shift: 'down',
    once: true,
    does: 'beside',
    help: ['shiftEnter', 'beside'],
  },
  { in: 'library', keys: [' '], does: 'open', help: ['space', 'large'] },
  { in: 'library', keys: [], does: null, help: ['rightClick', 'menu'] },
  { in: 'library', keys: [], does: null, help: ['dragSelected', 'dropOnClass'] },
  { in: 'library', keys: ['letter'], does: 'type', help: ['letters', 'giveClass'] },
  { in: 'library', keys: ['F2'], does: 'name', help: ['f2', 'giveClass'] },
  { in: 'library', keys: ['Delete', 'Backspace'], does: 'unlabel', help: ['delete', 'takeOff'] },
  { in: 'library', keys: ['F8'], once: true, does: 'asideUnsure', help: ['f8', 'asideShown'] },
  { in: 'library', keys: ['F9'], once: true, does: 'asideNothing', help: ['f9', 'asideNothing'] },
  { in: 'library', keys: ['+', '='], does: 'larger', help: ['plusMinus', 'resize'] },
  { in: 'library', keys: ['-'], does: 'smaller', help: ['plusMinus', 'resize'] },

  { in: 'classes', keys: UP_AND_DOWN, shift: 'up', does: 'move', help: ['upDown', 'moveClasses'] },
  { in: 'classes', keys: UP_AND_DOWN, ...CTRL, does: 'moveOnly' },
  { in: 'classes', keys: UP_AND_DOWN, ...SHIFT, does: 'extend', help: ['shiftArrows', 'selectClasses'] },
  { in: 'classes', keys: ['a'], control: 'down', does: 'selectAll', help: ['all', 'selectClasses'] },
  { in: 'classes', keys: [' '], control: 'down', does: 'select' },
  { in: 'classes', keys: ['Escape'], does: 'selectNone', help: ['escape', 'selectNone'] },
  { in: 'classes', keys: ['ArrowRight'], does: 'unfold', help: ['leftRight', 'turnClass'] },
  { in: 'classes', keys: ['ArrowLeft'], does: 'fold', help: ['leftRight', 'turnClass'] },
  { in: 'classes', keys: ['Enter'], shift: 'up', does: 'open', help: ['enter', 'openClass'] },
  {
    in: 'classes',
    keys: ['Enter'],
    shift: 'down',
    does: 'openSuggested',
    help: ['shiftEnter', 'openSuggested'],
  },
  { in: 'classes', keys: [' '], does: 'large', help: ['space', 'largeOfClass'] },
  { in: 'classes', keys: ['F2'], does: 'rename', help: ['f2', 'renameClass'] },
  { in: 'classes', keys: ['m'], does: 'merge', help: ['m', 'mergeClasses'] },
  { in: 'classes', keys: ['s'], does: 'split', help: ['s', 'splitClass'] },
  { in: 'classes', keys: ['c'], does: 'mark', help: ['c', 'markClass'] },
  { in: 'classes', keys: ['Delete', 'Backspace'], does: 'remove', help: ['delete', 'deleteClass'] },
  { in: 'classes', keys: ['f'], control: 'down', does: 'find', help: ['controlF', 'findClass'] },
  { in: 'classes', keys: [], does: null, help: ['rightClick', 'menu'] },

  { in: 'groups', keys: STEPS_AND_ENDS, shift: 'up', does: 'move', help: ['arrows', 'moveGroups'] },
  { in: 'groups', keys: STEPS, ...CTRL, does: 'moveOnly' },
  { in: 'groups', keys: ['Home', 'End'], ...CTRL, does: 'move' },
  { in: 'groups', keys: STEPS_AND_ENDS, ...SHIFT, does: 'extend', help: ['shiftArrows', 'selectGroups'] },
  { in: 'groups', keys: ['a'], control: 'down', does: 'selectAll', help: ['all', 'selectGroups'] },
  { in: 'groups', keys: [' '], control: 'down', does: 'select', help: ['controlSpace', 'selectGroups'] },
  { in: 'groups', keys: ['Escape'], does: 'selectNone', help: ['escape', 'selectNone'] },
  { in: 'groups', keys: ['Enter'], does: 'open', help: ['enter', 'openGroup'] },
  { in: 'groups', keys: [' '], does: 'open', help: ['space', 'openGroup'] },
  { in: 'groups', keys: [], does: null, help: ['doubleClick', 'openGroup'] },
  { in: 'groups', keys: [], does: null, help: ['rightClick', 'menu'] },
  { in: 'groups', keys: ['letter'], does: 'type', help: ['letters', 'nameGroup'] },
  { in: 'groups', keys: ['F2'], does: 'name', help: ['f2', 'nameGroup'] },
  { in: 'groups', keys: ['F8'], once: true, does: 'asideUnsure', help: ['f8', 'asideGroup'] },
  { in: 'groups', keys: ['F9'], once: true, does: 'asideNothing', help: ['f9', 'asideGroupNothing'] },
  { in: 'groups', keys: ['+', '='], does: 'merge', help: ['plus', 'mergeGroups'] },
  { in: 'groups', keys: ['/'], does: 'split', help: ['slash', 'splitGroup'] },

  { in: 'map', keys: ARROWS, shift: 'up', does: 'move', help: ['arrows', 'moveOnMap'] },
  { in: 'map', keys: ARROWS, shift: 'down', does: 'extend', help: ['shiftArrows', 'select'] },
  { in: 'map', keys: ARROWS, ...CTRL, does: 'pan', help: ['controlArrows', 'panMap'] },
  { in: 'map', keys: [' '], does: 'select', help: ['space', 'select'] },
  { in: 'map', keys: [], does: null, help: ['shiftDrag', 'lasso'] },
  { in: 'map', keys: ['a'], control: 'down', does: 'selectAll', help: ['all', 'select'] },
  { in: 'map', keys: [' '], control: 'down', does: 'selectGroup', help: ['controlSpace', 'selectGroup'] },
  { in: 'map', keys: ['Escape'], does: 'selectNone', help: ['escape', 'selectNone'] },
  { in: 'map', keys: ['Enter'], does: 'large', help: ['enter', 'large'] },
  { in: 'map', keys: ['Enter'], control: 'down', does: 'open', help: ['controlEnter', 'openMarked'] },
  { in: 'map', keys: [], does: null, help: ['rightClick', 'menu'] },
  { in: 'map', keys: ['letter'], does: 'type', help: ['letters', 'nameMarked'] },
  { in: 'map', keys: ['F2'], does: 'name', help: ['f2', 'nameMarked'] },
  { in: 'map', keys: ['+', '='], does: 'larger', help: ['plusMinus', 'zoomMap'] },
  { in: 'map', keys: ['-'], does: 'smaller', help: ['plusMinus', 'zoomMap'] },
  { in: 'map', keys: ['Home'], does: 'whole', help: ['home', 'wholeMap'] },

  { in: 'suspects', keys: ['1'], once: true, does: 'keep', help: ['one', 'keepLabel'] },
  { in: 'suspects', keys: ['2'], once: true, does: 'change', help: ['two', 'changeLabel'] },
  { in: 'suspects', keys: ['letter'], once: true, does: 'type', help: ['letters', 'otherLabel'] },
  { in: 'suspects', keys: ['F2'], once: true, does: 'name', help: ['f2', 'otherLabel'] },
  { in: 'suspects', keys: ['+', '='], once: true, does: 'kind', help: ['plus', 'turnKind'] },
  { in: 'suspects', keys: ['Escape', '-'], once: true, does: 'one', help: ['escape', 'turnKind'] },
  { in: 'suspects', keys: ['/'], once: true, does: 'causes', help: ['slash', 'causes'] },
  { in: 'suspects', keys: [' '], once: true, does: 'large', help: ['space', 'large'] },
  { in: 'suspects', keys: [], does: null, help: ['doubleClick', 'large'] },
  { in: 'suspects', keys: [], does: null, help: ['rightClick', 'menu'] },
  { in: 'suspects', keys: MOVES, does: 'move', help: ['arrows', 'moveSuspects'] },

  { in: 'kind', keys: ['1'], once: true, does: 'keep', help: ['one', 'keepLabel'] },
  { in: 'kind', keys: ['2'], once: true, does: 'change', help: ['two', 'changeLabel'] },
  { in: 'kind', keys: ['letter'], once: true, does: 'type', help: ['letters', 'otherLabels'] },
  { in: 'kind', keys: ['F2'], once: true, does: 'name', help: ['f2', 'otherLabels'] },
  { in: 'kind', keys: ['x'], shift: 'up', once: true, does: 'exclude', help: ['x', 'exclude'] },
  { in: 'kind', keys: [], does: null, help: ['cross', 'exclude'] },
  { in: 'kind', keys: [], does: null, help: ['click', 'selectPhotos'] },
  { in: 'kind', keys: [], does: null, help: ['drag', 'selectPhotos'] },
  { in: 'kind', keys: MOVES, ...SHIFT, does: 'extend', help: ['shiftArrows', 'selectPhotos'] },
  { in: 'kind', keys: [], does: null, help: ['controlClick', 'selectPhotos'] },
  { in: 'kind', keys: ['a'], ...CTRL, once: true, does: 'selectAll', help: ['all', 'selectPhotos'] },
  {
    in: 'kind',
    keys: [' '],
    control: 'down',
    once: true,
    does: 'select',
    help: ['controlSpace', 'selectPhotos'],
  },
  { in: 'kind', keys: MOVES, shift: 'up', does: 'move', help: ['arrows', 'move'] },
  { in: 'kind', keys: MOVES, ...CTRL, does: 'moveOnly' },
  { in: 'kind', keys: [' '], once: true, does: 'large', help: ['space', 'large'] },
  { in: 'kind', keys: [], does: null, help: ['doubleClick', 'large'] },
  { in: 'kind', keys: [], does: null, help: ['rightClick', 'menu'] },
  { in: 'kind', keys: ['/'], once: true, does: 'causes', help: ['slash', 'causes'] },
  { in: 'kind', keys: ['Escape'], once: true, does: 'selectNone', help: ['escape', 'selectNoneOfKind'] },
  { in: 'kind', keys: ['-'], once: true, does: 'one' },

  { in: 'picker', keys: STEPS_AND_ENDS, shift: 'up', does: 'move', help: ['arrows', 'move'] },
  { in: 'picker', keys: STEPS, ...CTRL, does: 'moveOnly' },
  { in: 'picker', keys: ['Home', 'End'], ...CTRL, does: 'move' },
  { in: 'picker', keys: STEPS_AND_ENDS, ...SHIFT, does: 'extend', help: ['shiftArrows', 'select'] },
  { in: 'picker', keys: ['a'], control: 'down', does: 'selectAll', help: ['all', 'select'] },
  { in: 'picker', keys: [' '], control: 'down', does: 'select', help: ['controlSpace', 'select'] },
  { in: 'picker', keys: ['Escape'], does: 'selectNone', help: ['escape', 'selectNone'] },
  { in: 'picker', keys: ['Enter', ' '], does: 'large', help: ['enter', 'large'] },
  { in: 'picker', keys: [], does: null, help: ['doubleClick', 'large'] },
  { in: 'picker', keys: [], does: null, help: ['rightClick', 'menu'] },
  { in: 'picker', keys: ['Delete', 'Backspace'], does: 'putAside', help: ['delete', 'putAside'] },
  { in: 'picker', keys: ['letter'], does: 'type', help: ['letters', 'giveClass'] },
  { in: 'picker', keys: ['F2'], does: 'name', help: ['f2', 'giveClass'] },

  { in: 'everywhere', keys: ['z'], ...CTRL, does: 'undo', help: ['undo', 'undo'] },
  { in: 'everywhere', keys: ['z'], control: 'down', shift: 'down', does: 'redo', help: ['redo', 'redo'] },
  { in: 'everywhere', keys: ['y'], ...CTRL, does: 'redo' },
  { in: 'everywhere', keys: ['?'], does: 'help', help: ['question', 'help'] },
  { in: 'everywhere', keys: ['k'], ...CTRL, does: 'palette', help: ['controlK', 'palette'] },

  { in: 'photo', keys: ['ArrowLeft'], does: 'previous' },
  { in: 'photo', keys: ['ArrowRight'], does: 'next' },
  { in: 'photo', keys: ['Home'], does: 'first' },
  { in: 'photo', keys: ['End'], does: 'last' },
  { in: 'photo', keys: ['ArrowDown'], does: 'alike' },
  { in: 'photo', keys: ['ArrowLeft'], alt: 'down', control: 'any', does: 'back' },
  { in: 'photo', keys: ['Delete', 'Backspace'], does: 'unlabel' },
  { in: 'photo', keys: ['F8'], once: true, does: 'asideUnsure' },
  { in: 'photo', keys: ['F9'], once: true, does: 'asideNothing' },
  { in: 'photo', keys: ['+', '='], does: 'larger' },
  { in: 'photo', keys: ['-'], does: 'smaller' },
  { in: 'photo', keys: ['Enter', ' '], does: 'close' },
  { in: 'photo', keys: ['letter'], does: 'type' },
  { in: 'photo', keys: ['F2'], does: 'name' },

  { in: 'beside', keys: MOVES, does: 'move' },
  { in: 'beside', keys: ['Delete', 'Backspace'], does: 'unlabel' },
  { in: 'beside', keys: ['+', '='], does: 'larger' },
  { in: 'beside', keys: ['-'], does: 'smaller' },
  { in: 'beside', keys: ['Enter', ' '], once: true, does: 'close' },
  { in: 'beside', keys: ['letter'], does: 'type' },
  { in: 'beside', keys: ['F2'], does: 'name' },

  { in: 'alike', keys: ['ArrowLeft'], ...ANY, does: 'previous' },
  { in: 'alike', keys: ['ArrowRight'], ...ANY, does: 'next' },
  { in: 'alike', keys: ['Home'], ...ANY, does: 'first' },
  { in: 'alike', keys: ['End'], ...ANY, does: 'last' },
  { in: 'alike', keys: ['ArrowUp'], ...ANY, does: 'leave' },

  { in: 'folders', keys: ['ArrowUp'], ...ANY, does: 'previous' },
  { in: 'folders', keys: ['ArrowDown'], ...ANY, does: 'next' },
  { in: 'folders', keys: ['Home'], ...ANY, does: 'first' },
  { in: 'folders', keys: ['End'], ...ANY, does: 'last' },
  { in: 'folders', keys: ['Backspace', 'ArrowLeft'], ...ANY, does: 'up' },
  { in: 'folders', keys: ['Enter'], alt: 'any', does: 'open' },
  { in: 'folders', keys: ['Enter'], control: 'down', alt: 'any', does: 'take' },
  { in: 'folders', keys: ['ArrowRight'], ...ANY, does: 'open' },
  { in: 'folders', keys: ['letter'], alt: 'any', does: 'jump' },

  { in: 'palette', keys: ['Enter'], ...ANY, does: 'run' },
  { in: 'palette', keys: ['ArrowUp'], ...ANY, does: 'previous' },
  { in: 'palette', keys: ['ArrowDown'], ...ANY, does: 'next' },
  { in: 'palette', keys: ['Escape'], ...ANY, does: 'close' },
  { in: 'palette', keys: ['k'], ...CTRL, does: 'close' },

  { in: 'query', keys: ['Enter'], ...ANY, does: 'take' },
] as const satisfies readonly KeyLine[]
