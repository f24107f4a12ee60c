/** @file The library's backbone, if results are of the same: features of two networks cannot be compared. */
import { BuiltInBackbone, type BackboneName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { openBackbone } from '../../model/backbone.ts'
import { cropsFrom, withCrops } from '../../model/multi-crop.ts'
import type { BackboneId, Level, NewBackbone } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import type { Described, FileFacts } from './thread/protocol.ts'

/** So much of a checksum tells two files of one name apart. */
const DIGITS = 8

interface Matching {
  readonly id: BackboneId
  readonly name: string
  readonly levels: Level[]
}

/**
 * A library without features takes the results' backbone, if it is one that ships: photos on this machine can be added then.
 * @throws AppError `conflict` that names both backbones
 */
export async function matchingBackbone(
  { store, resources }: Pick<JobContext, 'store' | 'resources'>,
  files: readonly [string, Described][],
): Promise<Matching> {
  const { features } = store
  const active = features.active()
  const used = active && features.backbone(active.id)
  if (used !== undefined) {
    for (const [file, { facts }] of files) assertSame(file, facts, used)
    return { id: used.id, name: used.name, levels: [...used.levels] }
  }
  const [first, { facts }] = files[0]
  const shipped = await shippedBackbone(first, facts, resources)
  for (const [file, described] of files) assertSame(file, described.facts, shipped)
  const id = store.transaction(() => {
    const made = features.ensureBackbone(shipped)
    features.setActive(made)
    return made
  })
  return { id, name: shipped.name, levels: [...shipped.levels] }
}

async function shippedBackbone(file: string, facts: FileFacts, resources: string): Promise<NewBackbone> {
  const name = BuiltInBackbone.safeParse(facts.backbone)
  if (!name.success) {
    throw new AppError('conflict', sentence('results-own-backbone', { file, backbone: facts.backbone }), {
      file,
    })
  }
  const opened = await openBackbone(name.data satisfies BackboneName, resources)
  try {
    const { name: backbone, sha256, crops, levels } = withCrops(opened, cropsFrom(facts.crops))
    return { name: backbone, sha256, crops, levels }
  } finally {
    await opened.close()
  }
}

function assertSame(file: string, facts: FileFacts, used: NewBackbone): void {
  const { crops = ['crop'] } = used
  const theirs = { name: facts.backbone, sha256: facts.backboneSha256 }
  const isSame = theirs.name === used.name && theirs.sha256 === used.sha256
  if (isSame && textOf(facts.levels) === textOf(used.levels)) {
    if (facts.crops.join() === crops.join()) return
    throw new AppError('conflict', sentence('results-other-crops', { file }), { file })
  }
  const said = sentence('results-other-backbone', { file, theirs: named(theirs), ours: named(used) })
  throw new AppError('conflict', said, { file })
}

function named({ name, sha256 }: Pick<NewBackbone, 'name' | 'sha256'>): string {
  return `${name} (sha256 ${sha256.slice(0, DIGITS)}…)`
}

/** Whatever their order. */
function textOf(levels: readonly Level[]): string {
  return levels
    .map(({ name, dimensions }) => `${name} ${dimensions}`)
    .sort()
    .join()
}
