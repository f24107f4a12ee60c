/**
 * @file What earlier runs of an export wrote into its folder ([Note: an export's own files]), and which names are given away: what no photo of this run
 * claims is left over at its end.
 */
import { nameKey } from '../../../shared/file-name.ts'
import { addToManifest, readManifest, writeManifest, type Written } from './manifest.ts'

export class EarlierFiles {
  readonly #out: string
  /** How the list calls this library. */
  readonly by: string
  /** What stands there, by name. */
  readonly #manifest: Map<string, Written>
  /** What earlier runs of this library wrote, by photo, as far as nothing of this run has claimed it. */
  readonly #unclaimed: Map<string, Written[]>
  /** How earlier runs spelled each name, before anything of this run: in another case it is the same file elsewhere. */
  readonly #spelled: ReadonlyMap<string, string>
  /** Names that are claimed, as a file system sees them that takes a and A for the same. */
  readonly #taken = new Set<string>()

  private constructor(out: string, by: string, manifest: Map<string, Written>) {
    this.#out = out
    this.by = by
    this.#manifest = manifest
    this.#spelled = new Map([...manifest.keys()].map((file) => [nameKey(file), file]))
    const own = [...manifest.values()].filter((written) => written.by === by)
    this.#unclaimed = Map.groupBy(own, (written) => written.photo)
  }

  static async read(out: string, by: string): Promise<EarlierFiles> {
    return new EarlierFiles(out, by, await readManifest(out))
  }

  /** Whether any run, also of another library, wrote this file. */
  has(file: string): boolean {
    return this.#manifest.has(file)
  }

  /** Of this library, as far as they are not claimed. */
  of(photo: string): readonly Written[] {
    return this.#unclaimed.get(photo) ?? []
  }

  isClaimed(file: string): boolean {
    return this.#taken.has(nameKey(file))
  }

  /**
   * By a photo of this run, also by one that is still to come and whose file was deleted; or by another spelling of the name.
   * @param photos of this run
   */
  isTaken(file: string, photo: string, photos: ReadonlySet<string>): boolean {
    const key = nameKey(file)
    if (this.#taken.has(key)) return true
    const before = this.#manifest.get(this.#spelled.get(key) ?? file)
    if (before === undefined || before.photo === photo) return false
    return before.file !== file || (before.by === this.by && photos.has(before.photo))
  }

  /** Gives the name away. */
  claim(file: string): void {
    this.#taken.add(nameKey(file))
  }

  /** It is a photo's of this run, wherever that lies now. */
  take(written: Written): void {
    const others = this.of(written.photo).filter((each) => each !== written)
    this.#unclaimed.set(written.photo, others)
  }

  /** Nothing of a photo that cannot be read now is moved or removed. */
  leave(photo: string): void {
    for (const written of this.of(photo)) this.claim(written.file)
    this.#unclaimed.delete(photo)
  }

  /** What no photo of this run claimed. */
  left(): Written[] {
    return [...this.#unclaimed.values()].flat()
  }

  /** Before a file is written: an end half way leaves it known. @throws AppError as `cannotWrite` says */
  async announce(written: Written): Promise<void> {
    await addToManifest(this.#out, written)
  }

  stands(written: Written): void {
    this.#manifest.set(written.file, written)
  }

  isGone(file: string): void {
    this.#manifest.delete(file)
  }

  /** @throws as `writeResult` */
  async keep(): Promise<void> {
    await writeManifest(this.#out, this.#manifest.values())
  }
}
