/**
 * @file The process that crash.test.ts kills: it decides without end, and tells the id of each decision on standard
 * output once the store has acknowledged it. Every third step is an undo. Each step changes the label of every photo.
 */
import { writeSync } from 'node:fs'
import process from 'node:process'
import { openStore } from '../../../main/store/store.ts'

const [folder] = process.argv.slice(2)
const store = openStore(folder)
const labelSet = store.labelSets.current()
const photos = store.photos.presentIds()
const [first, second] = ['first', 'second'].map((name) => store.classes.ensure(labelSet, name))

for (let step = 1; ; step += 1) {
  if (step % 3 === 0) {
    store.journal.undo(labelSet)
  } else {
    const from = store.journal.labels(labelSet).get(photos[0])
    const labels = photos.map((photo) => ({ photo, class: from === first ? second : first }))
    store.journal.decide({
      labelSet,
      kind: 'label',
      actor: 'child',
      labels,
      rejections: [],
      skips: photos.slice(0, 3),
    })
  }
  writeSync(1, `${store.journal.lastId()}\n`)
}
