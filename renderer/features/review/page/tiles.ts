/**
 * @file The tiles of a page: a stack of near copies is one tile until the person opens it, and then as many as it has photos.
 * Positions on a page (focus, selection) are those of tiles; marks and answers name photos. Pure.
 */
import type { Page, PagePhoto, PhotoId } from '../../../../shared/domain.ts'
import { setAsideOf, type SetAsideAs } from '../../../../shared/set-aside.ts'
import type { Marks } from './answer.ts'

export interface Tile {
  /** What is seen; of a closed stack its first photo. */
  readonly cover: PagePhoto
  /** What a key or a click on the tile is about: the cover, or all photos of a closed stack. */
  readonly ids: readonly PhotoId[]
  /** Undefined for a photo that has no near copies here. */
  readonly stack: TileStack | undefined
}

interface TileStack {
  /** Names it on its page: its first photo. */
  readonly id: PhotoId
  readonly size: number
  /** From 1 upwards: which of its photos the tile is; undefined while it is closed. */
  readonly place: number | undefined
}

/** @param opened the stacks that the person has opened */
export function tilesOf({ photos, stacks }: Page, opened: ReadonlySet<PhotoId>): Tile[] {
  const stackOf = new Map(stacks.flatMap((stack) => stack.map((id) => [id, stack] as const)))
  const photoOf = new Map(photos.map((photo) => [photo.id, photo]))
  return photos.flatMap((photo): Tile[] => {
    const stack = stackOf.get(photo.id)
    if (stack === undefined) return [{ cover: photo, ids: [photo.id], stack }]
    const [id] = stack
    if (photo.id !== id) return [] // it stands with the first of its stack
    const { length: size } = stack
    if (!opened.has(id)) return [{ cover: photo, ids: stack, stack: { id, size, place: undefined } }]
    return stack.flatMap((each, index) => {
      const cover = photoOf.get(each)
      return cover === undefined ? [] : [{ cover, ids: [each], stack: { id, size, place: index + 1 } }]
    })
  })
}

/** Below this probability a suggestion is marked as unsure: one in five of those is wrong, or more. */
const SURE = 0.8

/** Whether the suggestion that is written on a photo needs a second look. */
export function isUnsure(photo: PagePhoto): boolean {
  return photo.class !== undefined && photo.probability < SURE
}

/** On a page of one class, the place from which on all tiles need a second look; undefined where none does, or all do. */
export function boundaryOf(tiles: readonly Tile[], { kind }: Pick<Page, 'kind'>): number | undefined {
  const place = 1 + tiles.findLastIndex(({ cover }) => cover.probability >= SURE)
  return kind === 'class' && place > 0 && place < tiles.length ? place : undefined
}

/** How a tile is marked. */
export interface TileMarks {
  /** All of its photos are left out. */
  readonly isOut: boolean
  /** So many of its photos are left out, where that is not all of them. */
  readonly partlyOut: number
  /** The class that all of its photos were sent to. */
  readonly sentTo: string | undefined
  /** What all of its photos are set aside as. */
  readonly aside: SetAsideAs | undefined
}

export function tileMarks({ ids }: Pick<Tile, 'ids'>, { excluded, sentTo }: Marks): TileMarks {
  const out = ids.filter((id) => excluded.has(id)).length
  const first = sentTo.get(ids[0])
  const target = ids.every((id) => sentTo.get(id) === first) ? first : undefined
  const aside = setAsideOf(target ?? '')
  return {
    isOut: out === ids.length,
    partlyOut: out === ids.length ? 0 : out,
    sentTo: aside === undefined ? target : undefined,
    aside,
  }
}
