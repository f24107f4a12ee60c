/** @file A set for FiftyOne: what its own importer makes of one (by its rules, in a few lines here), and what is read of sets of others. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readLabelFile } from '../../../main/jobs/labels/label-file.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { temporaryFolder } from '../../support/folder.ts'
import type { Form } from '../../support/export/forms.ts'
import { exportAs, filesBelow, labelsOf, libraryToExport, PARTS } from '../../support/export/round-trip.ts'
import { openPicture } from '../../../main/ingest/read-photo.ts'

const FIFTYONE: Form = { name: '', command: '', readBy: '', format: 'fiftyone', back: '`label --file`' }
const Target = z.union([z.int(), z.object({ label: z.int(), confidence: z.number() })])
const Labels = z.object({ classes: z.array(z.string()), labels: z.record(z.string(), Target) })

/**
 * As FiftyOne's importer: all files below `data/` by their paths without endings, where each call of a name must find one file; then the class by
 * its number. @returns content hash to class and confidence
 */
async function imported(folder: string): Promise<Map<string, string>> {
  const { classes, labels } = Labels.parse(
    JSON.parse(await readFile(path.join(folder, 'labels.json'), 'utf8')),
  )
  const files = await filesBelow(path.join(folder, 'data'))
  const byName = new Map(files.map((file) => [file.replace(/\.[^.]*$/, ''), file]))
  expect(byName.size).toBe(files.length)
  expect(Object.keys(labels).sort()).toEqual([...byName.keys()].sort())
  const pairs = Object.entries(labels).map(async ([name, target]) => {
    const picture = await openPicture(path.join(folder, 'data', byName.get(name) ?? ''))
    const { label, confidence } = typeof target === 'number' ? { label: target, confidence: 1 } : target
    const text = `${classes[label]}${confidence === 1 ? '' : ` ${confidence}`}`
    return [picture.kind === 'picture' ? picture.contentHash : '', text] as const
  })
  return new Map(await Promise.all(pairs))
}

describe('a set for FiftyOne', () => {
  it('holds each photo with its class, also of names that differ in their endings alone; follows the labels and parts; replaces no list of others', async () => {
    const library = await libraryToExport()
    const { store } = library
    const out = await exportAs(library, FIFTYONE)
    const [open] = labelsOf(store).values()
    expect(await imported(out)).toEqual(open)

    const more = { includeSuggestions: 0.9 }
    await exportAs(library, FIFTYONE, more)
    expect([...(await imported(out)).values()]).toContain('hen 0.97')

    await exportAs(library, FIFTYONE, { split: PARTS })
    const parts = (await readdir(out)).filter((name) => !name.startsWith('.'))
    expect(parts).not.toContain('labels.json')
    expect(parts).not.toContain('data')
    const all = await Promise.all(parts.map((part) => imported(path.join(out, part))))
    expect(new Map(all.flatMap((part) => [...part]))).toEqual(open)

    const [[photo]] = store.journal.labels(store.labelSets.current())
    relabelPhotos(store, { ids: [photo], class: 'new', only: 'all' })
    await exportAs(library, FIFTYONE)
    expect(await imported(out)).toEqual(labelsOf(store).values().next().value)
    expect((await readdir(out)).filter((name) => !name.startsWith('.')).sort()).toEqual([
      'data',
      'labels.json',
    ])

    await writeFile(path.join(out, 'labels.json'), '{"classes": [], "labels": {}}')
    await expect(exportAs(library, FIFTYONE)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('takes copies and links, not the photos themselves, and has no table beside it', async () => {
    const library = await libraryToExport()
    for (const wrong of [{ mode: 'move' }, { metadata: true }] as const)
      await expect(exportAs(library, FIFTYONE, wrong)).rejects.toMatchObject({ code: 'bad-input' })
    expect(await filesBelow(path.join(library.folder, 'exported'))).toEqual([])
  })
})

describe('a set of others', () => {
  const read = async (labels: unknown, beside: Readonly<Record<string, string>> = {}) => {
    const folder = await temporaryFolder()
    for (const [file, text] of Object.entries(beside)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
      await writeFile(path.join(folder, file), text)
    }
    await writeFile(path.join(folder, 'labels.json'), JSON.stringify(labels))
    const rows = await readLabelFile(path.join(folder, 'labels.json'))
    return rows.map((row) => [path.relative(folder, path.resolve(folder, row.path)), row.class])
  }

  it('is read with classes by number or by name, with several, with none, and without those of programs', async () => {
    const labels = {
      classes: ['hen', 'cat'],
      labels: {
        'a.b': 1,
        'in/b': { label: 0, attributes: { by: 'me' } },
        c: { label: 0, confidence: 0.4 },
        d: null,
        e: [{ label: 0 }, { label: 1 }],
      },
    }
    expect(await read(labels, { 'data/a.b.jpg': '', 'data/in/b.png': '', 'data/e.jpg': '' })).toEqual([
      [path.join('data', 'a.b.jpg'), 'cat'],
      [path.join('data', 'in', 'b.png'), 'hen'],
      [path.join('data', 'e.jpg'), 'hen'],
      [path.join('data', 'e.jpg'), 'cat'],
    ])
    expect(await read({ classes: null, labels: { a: 'hen' } })).toEqual([['a', 'hen']])
  })

  it('finds photos by its list where they lie elsewhere, and says which lines name no class', async () => {
    const beside = { 'data.json': JSON.stringify({ a: path.resolve('/photos/a.jpg') }) }
    const [[place]] = await read({ labels: { a: 'hen' } }, beside)
    expect(place).toMatch(/photos.a\.jpg$/)
    await expect(read({ classes: ['hen'], labels: { a: 7 } })).rejects.toMatchObject({
      ...{ code: 'bad-input', message: expect.stringContaining('line 1 has no usable class') as string },
    })
  })
})
