/** @file Libraries in memory that all begin alike: made once and then copied, since the migrations take longer than most sessions. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { configure, connect } from '../../main/store/lifecycle/database.ts'
import { openDatabase, storeOn } from '../../main/store/lifecycle/open.ts'
import type { Store } from '../../main/store/store.ts'

/** @param fill what stands in each of them from the start @returns opens one more, which who asks for it closes */
export function copiedLibrary(fill: (store: Store) => void): () => Store {
  const bytes = libraryOf(fill)
  return () => {
    const database = connect(bytes)
    configure(database)
    return storeOn(database, null)
  }
}

function libraryOf(fill: (store: Store) => void): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinsort-copied-'))
  const file = path.join(folder, 'library.db')
  const database = openDatabase(null)
  fill(storeOn(database, null))
  database.run('VACUUM INTO ?', file)
  database.close()
  const bytes = readFileSync(file)
  rmSync(folder, { recursive: true })
  return bytes
}
