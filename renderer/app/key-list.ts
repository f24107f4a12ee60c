/** @file The keys as the help shows them; `keys`, `does` and `name` are keys of the words under `keys`. */

interface KeyGroup {
  name: 'page' | 'name' | 'library' | 'everywhere'
  rows: readonly { keys: readonly string[]; does: string }[]
}

export const KEY_GROUPS: readonly KeyGroup[] = [
  {
    name: 'page',
    rows: [
      { keys: ['enter'], does: 'enter' },
      { keys: ['letters', 'f2'], does: 'type' },
      { keys: ['figures'], does: 'propose' },
      { keys: ['x', 'click'], does: 'exclude' },
      { keys: ['shiftArrows', 'controlClick', 'all'], does: 'selectPhotos' },
      { keys: ['arrows'], does: 'move' },
      { keys: ['zero'], does: 'noneOfThese' },
      { keys: ['s'], does: 'skip' },
      { keys: ['space'], does: 'large' },
    ],
  },
  {
    name: 'name',
    rows: [
      { keys: ['enter'], does: 'take' },
      { keys: ['tab'], does: 'complete' },
      { keys: ['upDown'], does: 'choose' },
      { keys: ['escape'], does: 'back' },
    ],
  },
  {
    name: 'library',
    rows: [
      { keys: ['arrows'], does: 'move' },
      { keys: ['shiftArrows', 'all'], does: 'select' },
      { keys: ['enter', 'space'], does: 'large' },
      { keys: ['letters', 'f2'], does: 'giveClass' },
      { keys: ['delete'], does: 'takeOff' },
      { keys: ['plusMinus'], does: 'resize' },
    ],
  },
  {
    name: 'everywhere',
    rows: [
      { keys: ['undo'], does: 'undo' },
      { keys: ['redo'], does: 'redo' },
      { keys: ['question'], does: 'help' },
    ],
  },
]
