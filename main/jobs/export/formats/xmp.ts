/**
 * @file Export as keywords, which photo programs read: into XMP files beside the photos, into the photos themselves, or into XMP files in a folder
 * of their own. Keywords of others stay; those that Twinsort wrote before and that no longer hold go. It can be repeated.
 */
import path from 'node:path'
import { isElsewhere } from '../../../../shared/elsewhere.ts'
import { throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence, type PlainSentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import { holdsOtherClass } from '../../../ingest/xmp/edit-xmp.ts'
import { embeddedBlocks } from '../../../ingest/xmp/embedded.ts'
import { Sidecars } from '../../../ingest/xmp/sidecars.ts'
import { xmpText } from '../../../ingest/xmp/xmp-text.ts'
import type { PhotoId } from '../../../../shared/domain.ts'
import { embedClass, takesXmp } from '../keywords/embed.ts'
import { ExifTool } from '../keywords/exiftool.ts'
import { writeSidecar, type Done } from '../keywords/sidecar.ts'
import { nameFromFolder, relativeTo, type GatheredRows } from '../rows.ts'
import type { ExportContext, ExportRequest, Exported, WriteFormat } from './format.ts'

/** Photos that are looked at together: most of the time goes by while a disk answers. */
const AT_ONCE = 8

interface Wanted {
  readonly photo: PhotoId
  /** Null for a photo that has none now: what Twinsort wrote goes. */
  readonly className: string | null
}

export const writeXmp: WriteFormat = async (context, request) => {
  const gathered = await request.rows()
  const run = new XmpRun(context, request)
  const wanted = wantedOf(context, gathered)
  try {
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      throwIfCancelled(context.signal)
      await run.write(wanted.slice(from, from + AT_ONCE))
      const done = Math.min(from + AT_ONCE, wanted.length)
      context.report({ stage: 'writing files', done, total: wanted.length })
    }
  } finally {
    await run.end()
  }
  return { ...run.result, skipped: [...gathered.skipped, ...run.result.skipped] }
}

/** With photos that have no label, unless only some classes are meant: nobody asked for anything else then. */
function wantedOf({ store }: ExportContext, { rows, chosen }: GatheredRows): Wanted[] {
  const named = rows.map(({ photo, class: className }): Wanted => ({ photo, className }))
  if (chosen !== undefined) return named
  const known = new Set(named.map(({ photo }) => photo))
  const others = store.photos.presentIds().filter((photo) => !known.has(photo))
  return [...named, ...others.map((photo): Wanted => ({ photo, className: null }))]
}

/** What a note counts. */
type Count = (typeof COUNTS)[number]
const COUNTS = ['made', 'merged', 'embedded', 'beside', 'removed'] as const

const NOTES = {
  made: 'export-xmp-made',
  merged: 'export-xmp-merged',
  embedded: 'export-xmp-embedded',
  beside: 'export-xmp-beside',
  removed: 'export-xmp-removed',
} as const

class XmpRun {
  readonly #context: ExportContext
  readonly #request: ExportRequest
  readonly #sidecars = new Sidecars()
  readonly #roots: readonly string[]
  readonly #counts = new Map<Count, number>()
  readonly #skipped: { path: string; reason: PlainSentence }[] = []
  /** XMP files in a folder of their own, each with the photo that it is of. */
  readonly #taken = new Map<string, PhotoId>()
  #tool: Promise<ExifTool> | undefined
  #written = 0

  constructor(context: ExportContext, request: ExportRequest) {
    this.#context = context
    this.#request = request
    this.#roots = context.store.files.roots().map((root) => root.path)
  }

  get result(): Required<Pick<Exported, 'written' | 'skipped' | 'notes'>> {
    return { written: this.#written, skipped: this.#skipped, notes: this.#notes() }
  }

  async end(): Promise<void> {
    await this.#tool?.then(
      (tool) => tool.close(),
      () => undefined,
    )
  }

  async write(photos: readonly Wanted[]): Promise<void> {
    const all = await Promise.all(photos.map((each) => this.#writeEverywhere(each)))
    for (const files of all) {
      if (files.some((done) => 'removed' in done)) this.#written += 1
      for (const done of files) {
        if (done.kind === 'left') this.#skipped.push({ path: done.file, reason: done.reason })
        else if ('removed' in done && done.removed > 0) this.#count('removed')
      }
    }
  }

  /** In all places on this machine where the photo is. */
  async #writeEverywhere(wanted: Wanted): Promise<Done[]> {
    const places = this.#context.store.files.pathsOf(wanted.photo)
    const here = places.filter((place) => !isElsewhere(place))
    if (here.length === 0 && wanted.className !== null)
      return places.map((file) => ({ kind: 'left', file, reason: sentence('skipped-elsewhere') }))
    const files: Done[] = []
    for (const file of here) files.push(...(await this.#writeAt(file, wanted)))
    return files
  }

  async #writeAt(file: string, wanted: Wanted): Promise<Done[]> {
    const { out, dryRun } = this.#request
    if (out !== '') return [await this.#inFolder(file, wanted)]
    const there = await this.#sidecars.of(file)
    if (this.#isEmbedded(file, wanted.photo)) {
      const tool = () => (this.#tool ??= ExifTool.start())
      const inside = await embedClass(this.#context.store, { ...wanted, file }, { tool, dryRun })
      if ('removed' in inside) this.#count('embedded')
      // Programs that read both would find the class of before in the other one.
      return [inside, ...(await Promise.all(there.map((each) => this.#beside(each, wanted.className))))]
    }
    const stale = await this.#stale(file, wanted)
    if (stale !== undefined) return [stale]
    if (there.length > 0) return Promise.all(there.map((each) => this.#beside(each, wanted.className)))
    if (wanted.className === null) return [{ kind: 'nothing' }]
    if (this.#request.xmp.place === 'embedded') this.#count('beside')
    return [await this.#beside(await this.#freshName(file), wanted.className)]
  }

  #isEmbedded(file: string, photo: PhotoId): boolean {
    const format = this.#context.store.photos.get(photo)?.format ?? ''
    return this.#request.xmp.place === 'embedded' && takesXmp(format, file)
  }

  async #beside(sidecar: string, className: string | null): Promise<Done> {
    const done = await writeSidecar(sidecar, className, this.#request.dryRun)
    if (done.kind === 'made') this.#count('made')
    else if ('removed' in done) this.#count('merged')
    return done
  }

  async #freshName(file: string): Promise<string> {
    const isShort = this.#request.xmp.names === 'replaced' && (await this.#sidecars.ownsShortName(file))
    const { dir, name } = path.parse(file)
    return isShort ? path.join(dir, `${name}.xmp`) : `${file}.xmp`
  }

  async #inFolder(file: string, { photo, className }: Wanted): Promise<Done> {
    const relative = nameFromFolder({ path: file, relative: relativeTo(this.#roots, file) })
    const sidecar = path.join(this.#request.out, `${relative}.xmp`)
    const other = this.#taken.get(sidecar)
    if (other !== undefined && other !== photo && className !== null)
      return { kind: 'left', file, reason: sentence('skipped-other-file', { file: sidecar }) }
    if (className !== null) this.#taken.set(sidecar, photo)
    return this.#beside(sidecar, className)
  }

  /** A class of before that stands inside the photo would be read with that of the sidecar. */
  async #stale(file: string, { className }: Wanted): Promise<Done | undefined> {
    const { xmp } = await embeddedBlocks(file).catch(() => ({ xmp: undefined }))
    if (xmp === undefined || !isOtherClass(xmp, className)) return undefined
    return { kind: 'left', file, reason: sentence('xmp-embedded-before') }
  }

  #count(what: Count): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  #notes(): Sentence[] {
    return COUNTS.flatMap((what) => {
      const count = this.#counts.get(what) ?? 0
      return count === 0 ? [] : [sentence(NOTES[what], { count })]
    })
  }
}

/** What cannot be read says nothing. */
function isOtherClass(xmp: Buffer, className: string | null): boolean {
  try {
    return holdsOtherClass(xmpText(xmp), className)
  } catch {
    return false
  }
}
