/** @file Migration 3, from a library of version 2 with a head in force and a page that was answered. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { closing, hashOf, temporaryFolder } from '../unit/store/support.ts'
import { connect } from '../../main/store/lifecycle/database.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { addOldPhoto } from './old-rows.ts'

/** A library as version 2 left it, by its own columns. */
function libraryOfVersion2(folder: string): void {
  const database = openDatabase(folder, migrations.slice(0, 2))
  const photo = addOldPhoto(database, 1)
  database.run('INSERT INTO backbones (name, sha256) VALUES (?, ?)', 'b', hashOf(1))
  database.run("INSERT INTO classes (label_set_id, name) VALUES (1, 'cat')")
  database.run(`INSERT INTO heads (label_set_id, strategy, backbone_id, backend, seed, hyper_parameters, data_hash, labels,
    classes, metrics, weights, blend, created_at)
    VALUES (1, 'triplet', 1, 'wasm', 0, '{}', 'hash', 1, 1, '{}', x'00', '{}', 11)`)
  database.run(
    'INSERT INTO embeddings (head_id, photo_id, vector) VALUES (1, ?, ?)',
    photo,
    new Uint8Array(4),
  )
  database.run('UPDATE label_sets SET active_head_id = 1')
  database.run(`INSERT INTO pages (label_set_id, kind, class_id, purity, goal, seed, state, opened_at)
    VALUES (1, 'class', 1, 1, 'commit', 0, 'open', 11)`)
  database.run('INSERT INTO page_photos VALUES (1, 0, ?, 0.5, 0.5)', photo)
  database.close()
}

test('heads, embeddings and pages come through, with nothing claimed about them', () => {
  const folder = temporaryFolder()
  libraryOfVersion2(folder)
  const store = closing(openStore(folder))
  const labelSet = store.labelSets.current()
  expect(store.heads.list()).toMatchObject([{ id: 1, strategy: 'triplet', active: true }])
  expect(store.pages.current(labelSet)).toMatchObject({ id: 1, goal: 'commit', photos: [{ id: 1 }] })
  expect(store.check()).toEqual([])
  const database = connect(path.join(folder, 'library.db'))
  expect(database.all('SELECT query, blind, audit_id FROM pages')).toEqual([
    { query: 'value', blind: 0, audit_id: null },
  ])
  expect(database.all('SELECT report FROM heads')).toEqual([{ report: null }])
  expect(database.all('SELECT code FROM embeddings')).toEqual([{ code: null }])
  database.close()
})
