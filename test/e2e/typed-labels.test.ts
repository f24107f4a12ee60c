/**
 * @file Not one label that was not meant: a scripted person types through all photos, at two paces, with an engine that answers
 * at once, late, and very late; then every stored label and every "it is not" is held against what the person saw.
 * TWINSORT_TYPED_PHOTOS sets how many photos there are (500 for the whole proof, which takes half an hour).
 */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Random } from '../../main/math/random.ts'
import { openWindow } from '../support/window/open-window.ts'
import { classNames } from '../support/photos/pictures.ts'
import { ScriptedPerson } from '../support/window/scripted-person.ts'

/** Some begin as others do, are held by others, or begin with a key of the page. */
const NAMES = [
  'cat',
  'caterpillar',
  'tomcat',
  'sofa',
  'windsor chair',
  'chair',
  'xylophone',
  'crab',
  'fiddler crab',
  'sea',
]
const PHOTOS = Number(process.env.TWINSORT_TYPED_PHOTOS ?? '12')
const CLASSES = PHOTOS >= 200 ? 10 : 4
const PER_CLASS = Math.ceil(PHOTOS / CLASSES)

const PACES = [25, 150]
const LATE = [0, 300, 1_500]

/** What one person typed, and the photos that are not stored as that person meant them. */
async function sortAll(pace: number, slowedBy: number) {
  const { page, client, photos, complaints } = await openWindow('/review', {
    ...{ classes: CLASSES, perClass: PER_CLASS, slowedBy },
  })
  const drawn = classNames(CLASSES)
  const nameOf = (className: string): string => NAMES[drawn.indexOf(className)]
  const meant = new Map(photos.map((photo) => [path.basename(photo.path), nameOf(photo.class)]))
  const random = new Random(pace + slowedBy)
  const person = new ScriptedPerson(page, {
    pace,
    seed: pace + slowedBy,
    // Of a page that is not there yet it knows nothing: it types what comes to its mind.
    classOf: (file) => meant.get(file) ?? NAMES[random.integer(CLASSES)],
  })
  await person.sort(20 * PHOTOS)

  const { ids } = await client.call('photos', {})
  const wrong = async () => {
    const { classes, classOf, confirmed } = await client.call('photos', {})
    const stored = await Promise.all(
      Array.from(ids, async (id, row) => {
        const { paths, rejected } = await client.call('photo', { id })
        const file = path.basename(paths.at(0) ?? '')
        return { file, label: confirmed[row] === 1 ? classes[classOf[row]] : null, rejected }
      }),
    )
    return stored.filter(
      ({ file, label, rejected }) => label !== meant.get(file) || rejected.includes(meant.get(file) ?? ''),
    )
  }
  return { complaints, wrong, typed: person.typed.join(' '), photos: ids.length }
}

describe('labels', () => {
  // Mostly they wait: for the next key, and for the engine. So all these persons sit at their windows at the same time.
  it(
    `are what was meant, at ${PACES.join(' and ')} ms a key with engines that answer ${LATE.join(', ')} ms late`,
    async () => {
      const sorted = await Promise.all(
        PACES.flatMap((pace) => LATE.map((slowedBy) => sortAll(pace, slowedBy))),
      )
      for (const { complaints, wrong, typed, photos } of sorted) {
        expect(complaints).toEqual([])
        // Whoever takes back the last answer and puts it back sees the end before that is stored.
        await expect.poll(wrong, { message: typed }).toEqual([])
        expect(photos).toBe(CLASSES * PER_CLASS)
      }
    },
    60_000 + PHOTOS * 18_000,
  )
})
