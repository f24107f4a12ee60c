/**
 * @file Small HEICs around one coded picture: 96 x 64 pixels in four quarters, red and green above blue and white. It was drawn for these tests, encoded once by
 * `heif-enc -q 60` (libheif 1.15, x265), and taken out of that file; no encoder of this kind is at hand where tests run.
 */
import { box } from './boxes.ts'

export const QUARTERS = { width: 96, height: 64 } as const

const HVCC = Buffer.from(
  'AQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQA==',
  'base64',
)
const CODED = Buffer.from(
  'AAAAyCgBrwngITl1X//9Mn///It3IfxhY0kEpPPBA4/sg//8vzDWLKNnB8vZ91onOKk4N+a7QQQ2/vf1XNt/xaCM6Ro+L9d9UXgsplBhOnDT3nNzEWJBA0aCNPvd1WGJv/+QJ1x/HANf/sTZzvdf8UucxCJKAyaROw/WZY1syf8S+qnWMERW8Y+7JfExcO85yxPiW0ahhFV4t4rZ6DzfGf8Qf1f7zrT8cU73/kvyPdW1cA0pIrdNDuCq84ID00e9VXDi4Y2hD8W/2Jlv',
  'base64',
)

export interface HeicParts {
  /** Properties of the picture beside its size and its codec: how it is turned, its colours. */
  readonly properties?: readonly Buffer[]
  /** A block of EXIF. */
  readonly exif?: Buffer
  /** What the size is said to be. */
  readonly size?: { readonly width: number; readonly height: number }
  /** The coded picture, if it is not the whole one. */
  readonly coded?: Buffer
  /** Further pictures beside the main one, the same ones: of a burst, or what belongs to it. */
  readonly others?: readonly OtherPicture[]
}

export type OtherPicture = 'of its own' | 'hidden' | 'thumbnail' | 'depth' | 'tile'

/** Quarter turns to the left. */
export const turned = (quarters: number): Buffer => box('irot', Buffer.of(quarters))
/** 0: top to bottom, 1: left to right. */
export const mirrored = (axis: 0 | 1): Buffer => box('imir', Buffer.of(axis))
/** Colours by their numbers in ITU-T H.273. */
export const coloursByNumber = (primaries: number, transfer: number): Buffer =>
  box('colr', Buffer.from('nclx', 'latin1'), numbers(2, primaries, transfer, 6), Buffer.of(0x80))
export const colourProfile = (icc: Buffer): Buffer => box('colr', Buffer.from('prof', 'latin1'), icc)

export function writeHeic({
  properties = [],
  exif,
  size = QUARTERS,
  coded = CODED,
  others = [],
}: HeicParts = {}): Buffer {
  const items = [
    ...[coded, ...others.map(() => coded)],
    ...(exif === undefined ? [] : [Buffer.concat([numbers(4, 0), exif])]),
  ]
  const pictures = 1 + others.length
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'))
  const meta = (dataAt: number): Buffer => {
    let at = dataAt
    const places = items.map((item, i) => {
      const place = Buffer.concat([numbers(2, i + 1, 0, 1), numbers(4, at, item.length)])
      at += item.length
      return place
    })
    return fullBox(
      'meta',
      ...[fullBox('hdlr', Buffer.from('\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1'))],
      ...[fullBox('pitm', numbers(2, 1))],
      fullBox('iloc', Buffer.of(0x44, 0), numbers(2, items.length), ...places),
      fullBox(
        'iinf',
        numbers(2, items.length),
        ...items.map((_, i) =>
          itemType(i + 1, i < pictures ? 'hvc1' : 'Exif', others.at(i - 1) === 'hidden' && i > 0),
        ),
      ),
      box(
        'iprp',
        box('ipco', ...ownProperties(size), ...properties),
        association(pictures, 2 + properties.length),
      ),
      ...references(others, exif === undefined ? [] : [box('cdsc', numbers(2, pictures + 1, 1, 1))]),
    )
  }
  const dataAt = ftyp.length + meta(0).length + 8
  return Buffer.concat([ftyp, meta(dataAt), box('mdat', ...items)])
}

function ownProperties({ width, height }: { width: number; height: number }): Buffer[] {
  return [box('hvcC', HVCC), fullBox('ispe', numbers(4, width, height))]
}

/** All properties are those of each picture, and a decoder has to know them. */
function association(pictures: number, count: number): Buffer {
  const indices = Array.from({ length: count }, (_, i) => 0x80 | (i + 1))
  const each = Array.from({ length: pictures }, (_, i) =>
    Buffer.concat([numbers(2, i + 1), Buffer.of(count, ...indices)]),
  )
  return fullBox('ipma', numbers(4, pictures), ...each)
}

function itemType(id: number, type: string, isHidden: boolean): Buffer {
  const entry = fullBox('infe', numbers(2, id, 0), Buffer.from(`${type}\0`, 'latin1'))
  entry[8] = 2 // its version
  entry[11] = isHidden ? 1 : 0
  return entry
}

/** Which items belong to others. */
function references(others: readonly OtherPicture[], more: readonly Buffer[]): Buffer[] {
  const ofOthers = others.flatMap((other, i) => {
    if (other === 'thumbnail') return [box('thmb', numbers(2, i + 2, 1, 1))]
    if (other === 'depth') return [box('auxl', numbers(2, i + 2, 1, 1))]
    return other === 'tile' ? [box('dimg', numbers(2, 1, 1, i + 2))] : []
  })
  const all = [...ofOthers, ...more]
  return all.length === 0 ? [] : [fullBox('iref', ...all)]
}

function fullBox(type: string, ...parts: readonly Buffer[]): Buffer {
  return box(type, Buffer.alloc(4), ...parts)
}

/** Unsigned, of so many bytes each. */
function numbers(bytes: number, ...values: readonly number[]): Buffer {
  const out = Buffer.alloc(bytes * values.length)
  values.forEach((value, i) => out.writeUIntBE(value, i * bytes, bytes))
  return out
}
