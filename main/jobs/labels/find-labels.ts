/** @file What photos are called already: by their folders, by keywords, by a file. Nothing is labelled by it. */
import path from 'node:path'
import { canonicalLevel } from '../../../shared/class-name.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { placeIn } from '../../files/place-in.ts'
import { keywordsOf } from '../../ingest/xmp/photo-keywords.ts'
import { Sidecars } from '../../ingest/xmp/sidecars.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { FolderClasses } from './folder-classes.ts'
import { FoundNames } from './found-names.ts'
import { gatherLabels } from './label-photos.ts'

type Context = Pick<JobContext, 'store' | 'signal' | 'report' | 'clock'>
type Beside = Pick<Output<'findLabels'>, 'problems' | 'unknown' | 'ambiguous'>

/** Photos whose keywords are read at the same time: enough to hide how long a network drive takes. */
const AT_ONCE = 8
const NOTHING: Beside = { problems: [], unknown: [], ambiguous: [] }

/** @throws AppError `bad-input` or `not-found` for the file, `cancelled` */
export async function findLabels(
  context: Context,
  input: Parsed<'findLabels'>,
): Promise<Output<'findLabels'>> {
  const started = context.clock()
  const found = new FoundNames()
  const beside = await findIn(context, input, found)
  return {
    photos: context.store.photos.presentIds().length,
    ...found.columns,
    ...NOTHING,
    ...beside,
    seconds: (context.clock() - started) / 1000,
  }
}

async function findIn(
  context: Context,
  { from, file, encoding }: Parsed<'findLabels'>,
  found: FoundNames,
): Promise<Partial<Beside>> {
  if (from === 'folders') return inFolders(context.store, found)
  if (from === 'keywords') return inPhotos(context, found)
  if (file === undefined) throw new AppError('bad-input', sentence('name-label-file'))
  const { photos, unknown, ambiguous } = await gatherLabels(context, { file, encoding })
  for (const [photo, { classes }] of photos) for (const name of classes) found.add(photo, name.split('/'))
  return { unknown, ambiguous }
}

/** A folder that an export of ours made stands for its class. What lies in an indexed folder itself is called as that is. */
async function inFolders(store: Store, found: FoundNames): Promise<Partial<Beside>> {
  const classes = new FolderClasses()
  for (const root of store.files.origins()) {
    const files = store.files.under(root.id).filter(({ missing }) => !missing)
    const byFolder = Map.groupBy(files, ({ relativePath }) => path.posix.dirname(relativePath))
    for (const [folder, photos] of byFolder) {
      const names = await namesOf(root.path, folder, classes)
      if (names.includes('')) continue
      for (const { photoId } of photos) if (photoId !== null) found.add(photoId, names)
    }
  }
  return {}
}

/** @param folder below the root, with `/`; `.` for the root itself */
async function namesOf(root: string, folder: string, classes: FolderClasses): Promise<string[]> {
  const steps = folder === '.' ? [] : folder.split('/')
  const below = steps.map((_, i) => placeIn(root, steps.slice(0, i + 1).join('/')))
  const names = await Promise.all((steps.length === 0 ? [root] : below).map((each) => classes.classOf(each)))
  return names.map((name) => name.split('/').map(canonicalLevel).join('/'))
}

async function inPhotos({ store, signal, report }: Context, found: FoundNames): Promise<Partial<Beside>> {
  const photos = store.photos.presentIds()
  const sidecars = new Sidecars()
  const problems = new Map<string, Beside['problems'][number]>()
  for (let from = 0; from < photos.length; from += AT_ONCE) {
    throwIfCancelled(signal)
    const some = photos.slice(from, from + AT_ONCE)
    await Promise.all(
      some.map(async (photo) => {
        for (const place of store.files.pathsOf(photo)) {
          if (isElsewhere(place)) continue
          const { keywords, unread } = await keywordsOf(place, sidecars)
          for (const words of keywords) found.add(photo, words)
          for (const { file, why } of unread)
            problems.set(file, {
              path: file,
              reason: sentence(why === 'xmp' ? 'xmp-unreadable' : 'keywords-unread'),
            })
        }
      }),
    )
    report({ stage: 'reading keywords', done: from + some.length, total: photos.length })
  }
  return { problems: [...problems.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
