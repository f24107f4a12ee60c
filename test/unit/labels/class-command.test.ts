/** @file `class rename`, `class merge`, `class delete` and `class set` as commands: one JSON object each; undo takes back all but the last. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Method, type Output } from '../../../shared/contract.ts'
import { runCommand } from '../../support/command-line.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import type { InEnglish } from '../../../shared/sentences/in-english.ts'
import { printedBy } from '../../support/printed.ts'

test(
  'each is one decision with JSON of its own, undone and redone as a whole',
  { timeout: 300_000 },
  async () => {
    const folder = await temporaryFolder()
    const store = storeIn(folder)
    const names = ['animals/birds/hen', 'animals/birds', 'cat', 'chat']
    const contents = Object.fromEntries(names.map((_, index) => [`${index}.jpg`, `picture ${index}`]))
    const photos = [...(await plantPhotos(store, path.join(folder, 'photos'), contents)).values()]
    const labelSet = store.labelSets.current()
    const labels = names.map((name, i) => ({ photo: photos[i], class: store.classes.ensure(labelSet, name) }))
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })

    async function json<M extends Method>(method: M, ...words: string[]): Promise<InEnglish<Output<M>>> {
      const run = await runCommand([...words, '--json', '--library', path.join(folder, 'library')])
      expect(run.code, run.stderr).toBe(0)
      return printedBy(method, run.stdout)
    }
    const classes = () => [...store.journal.labels(labelSet).values()].map((id) => store.classes.name(id))

    expect(await json('renameClass', 'class', 'rename', 'animals/birds', 'poultry')).toEqual({
      decision: 2,
      labelled: 2,
    })
    expect(classes()).toEqual(['poultry/hen', 'poultry', 'cat', 'chat'])
    expect(await json('mergeClasses', 'class', 'merge', 'cat', 'chat', '--into', 'cats')).toEqual({
      decision: 3,
      labelled: 2,
    })
    expect(await json('deleteClass', 'class', 'delete', 'poultry')).toEqual({ decision: 4, labelled: 2 })
    expect(classes()).toEqual(['cats', 'cats'])
    expect(await json('markClass', 'class', 'set', 'cats', '--colour', 'red', '--key', 'C')).toEqual({
      ...{ class: 'cats', colour: 'red', key: 'c' },
    })
    expect(await json('markClass', 'class', 'set', 'cats', '--colour', 'automatic')).toEqual({
      ...{ class: 'cats', colour: null, key: 'c' },
    })
    expect(await json('undo', 'undo', '--count', '3')).toEqual({ undone: [4, 3, 2] })
    expect(classes()).toEqual(names)
    expect(await json('redo', 'redo', '--count', '2')).toEqual({ redone: [2, 3] })
    expect(classes()).toEqual(['poultry/hen', 'poultry', 'cats', 'cats'])
    const wrong = await runCommand([
      'class',
      'rename',
      'cow',
      'bull',
      '--library',
      path.join(folder, 'library'),
    ])
    expect([wrong.code, wrong.stderr.trim()]).toEqual([1, 'No class is called "cow".'])
  },
)
