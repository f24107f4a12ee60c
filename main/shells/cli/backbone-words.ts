/** @file The value of `--backbone`: a name, or a network file of one's own with its preprocessing. */
import { InvalidArgumentError } from 'commander'
import { PictureScaling } from '../../../shared/contract/photos.ts'
import type { Input } from '../../../shared/contract.ts'
import { BackboneName, BuiltInBackbone } from '../../../shared/domain.ts'
import { parseJson } from '../../../shared/limits.ts'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import type { Shell } from './shell.ts'

/** As commander has them. */
export interface BackboneWords {
  backbone?: string
  preprocessing?: string
  adopt?: boolean
}

export async function backboneInput(
  { backbone: word, preprocessing, adopt }: BackboneWords,
  shell: Shell,
): Promise<Pick<Input<'index'>, 'backbone' | 'ownBackbone'>> {
  if (word === undefined) return {}
  if (!word.toLowerCase().endsWith('.onnx')) return { backbone: backboneName(word) }
  return {
    ownBackbone: {
      file: shell.resolve(word),
      preprocessing: preprocessing === undefined ? {} : await readScaling(shell.resolve(preprocessing)),
      adopt: adopt === true ? 'always' : 'better',
    },
  }
}

export function backboneName(word: string): BackboneName {
  const parsed = BackboneName.safeParse(word)
  if (parsed.success) return parsed.data
  const names = BuiltInBackbone.options.join(', ')
  throw new InvalidArgumentError(`It must be one of: ${names}; FILE.onnx; or own:NAME.`)
}

async function readScaling(file: string): Promise<PictureScaling> {
  const bytes = await readNamedFile(file, FILE_LIMITS.words)
  try {
    return PictureScaling.parse(parseJson(bytes.toString()))
  } catch {
    throw new InvalidArgumentError(`${file} is no JSON file that says what the encoder wants of a picture.`)
  }
}
