/** @file Whether the file of a photo is here, and still what was indexed. */
import { stat } from 'node:fs/promises'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'

/** Why the photo is not what was indexed; undefined when it is. */
export async function whyChanged(store: Store, file: string): Promise<Sentence | undefined> {
  if (isElsewhere(file)) return sentence('skipped-elsewhere')
  const source = await stat(file, { bigint: true }).catch(() => undefined)
  if (source === undefined) return sentence('skipped-gone')
  const known = store.files.byPath(file)
  const unchanged = known?.size === Number(source.size) && known.modifiedNs === source.mtimeNs
  return unchanged ? undefined : sentence('skipped-changed')
}
