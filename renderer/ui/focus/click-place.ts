/** @file A click in a grid: which tile it meant, and what it selects. Tiles carry their place as `data-place`, so that one listener does for all. */
interface Selectable {
  focus(place: number, how: 'extend'): void
  toggle(place: number): void
  selectOnly(place: number): void
}

/** Undefined beside the tiles. */
export function placeUnder({ target }: Event): number | undefined {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null
  return tile === null ? undefined : Number(tile.dataset.place)
}

/** Whether the photos that are selected already stay so. */
export function addsToSelection({ ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey
}

/** What a click anywhere in a grid selects; beside the tiles, none. */
export function selectUnder(selection: Selectable & { clear(): void }, event: MouseEvent): void {
  const place = placeUnder(event)
  if (place !== undefined) selectByClick(selection, place, event)
  else if (!addsToSelection(event)) selection.clear()
}

/** Shift extends the selection, Ctrl (Cmd on a Mac) adds to it or takes away. */
export function selectByClick(
  selection: Selectable,
  place: number,
  { shiftKey, ctrlKey, metaKey }: MouseEvent,
): void {
  if (shiftKey) selection.focus(place, 'extend')
  else if (ctrlKey || metaKey) selection.toggle(place)
  else selection.selectOnly(place)
}
