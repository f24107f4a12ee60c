/**
 * @file How many pictures an AVIF or HEIC holds to be looked at: frames of an animation, or pictures side by side, such as a burst. Tiles, thumbnails, depth
 * and gain maps belong to a picture. References: ISO/IEC 14496-12 (tracks), 23008-12 (items).
 */
import { boxesOf, followed, need, type Box } from '../boxes.ts'
import { heifItems } from './items.ts'

/** Coded pictures, and those that are put together of others. */
const PICTURES = new Set(['hvc1', 'av01', 'avc1', 'jpeg', 'unci', 'grid', 'iovl', 'iden'])
/** By which an item is a part of another: from the whole to its parts, or from what belongs to a picture to the picture. */
const TO_PARTS = 'dimg'
const BELONGS = new Set(['thmb', 'auxl'])
/** Tracks that show something. */
const SHOWN = new Set(['pict', 'vide'])

/** 1 where it cannot be told. */
export function heifPictures(file: Buffer): number {
  const count = followed(() => {
    const film = boxesOf(file).find(({ type }) => type === 'moov')
    return film === undefined ? standing(file) : Math.max(...boxesOf(film.body).map(framesOfTrack))
  })
  return Math.max(1, count ?? 1)
}

/** Whether there are only frames of a film, as bursts of some cameras and animations may be stored: no item that could be shown. */
export function isFilmAlone(file: Buffer): boolean {
  const types = followed(() => boxesOf(file).map(({ type }) => type)) ?? []
  return types.includes('moov') && !types.includes('meta')
}

function framesOfTrack({ type, body }: Box): number {
  if (type !== 'trak') return 0
  const media = boxesOf(need(boxesOf(body), 'mdia'))
  if (!SHOWN.has(need(media, 'hdlr').toString('latin1', 8, 12))) return 0
  const samples = boxesOf(need(boxesOf(need(media, 'minf')), 'stbl'))
  return need(samples, 'stsz').readUInt32BE(8)
}

function standing(file: Buffer): number {
  const { items, references } = heifItems(file)
  const parts = new Set<number>()
  for (const { type, body } of references) {
    const { from, to } = idsOf(body)
    if (BELONGS.has(type)) parts.add(from)
    if (type === TO_PARTS) for (const id of to) parts.add(id)
  }
  return items.filter(({ id, type, isHidden }) => PICTURES.has(type) && !isHidden && !parts.has(id)).length
}

/** Ids have two bytes or four; how many, the length tells. */
function idsOf(body: Buffer): { from: number; to: number[] } {
  const bytes = body.length === 4 + 2 * body.readUInt16BE(2) ? 2 : 4
  const count = body.readUInt16BE(bytes)
  const to = Array.from({ length: count }, (_, i) => body.readUIntBE(bytes + 2 + i * bytes, bytes))
  return { from: body.readUIntBE(0, bytes), to }
}
