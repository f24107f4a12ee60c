/**
 * @file Labels in the `labels.json` of a set for FiftyOne. It calls photos by their names without endings: which files are meant, our own
 * export says there, a `data.json` beside it, or the folder `data` does.
 */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import { DATA_FOLDER } from '../export/formats/fiftyone.ts'
import { withoutEnding } from '../export/place-photos.ts'
import type { WrittenLabel } from './written-label.ts'

/** The number of a class, or its name where there is no list of them. */
const Class = z.union([z.int().min(0), z.string()])
const Target = z.union([Class, z.object({ label: Class, confidence: z.number().nullish() })])
const Source = z.object({ path: z.string(), relative: z.string() })

export const FiftyOneSet = z.object({
  classes: z.array(z.string()).nullish(),
  labels: z.record(z.string(), z.union([Target, z.array(Target)]).nullable()),
  sources: z.record(z.string(), Source).default({}),
})
type FiftyOneSet = z.infer<typeof FiftyOneSet>

const DATA_LIST = 'data.json'
const DataList = z.record(z.string(), z.string())

/** A photo with confidence was labelled by a program, not by a person. @param file absolute path */
export async function labelsOfFiftyOne(
  file: string,
  { classes, labels, sources }: FiftyOneSet,
): Promise<WrittenLabel[]> {
  const places = await placesBeside(path.dirname(file))
  return Object.entries(labels).flatMap(([name, target], index) => {
    const targets = target === null ? [] : Array.isArray(target) ? target : [target]
    const place = sources[name] ?? { path: places.get(name) ?? name, relative: '' }
    return targets.map((each) => {
      const { label, confidence } = typeof each === 'object' ? each : { label: each, confidence: null }
      const isSuggested = typeof confidence === 'number'
      return { ...place, class: nameOf(label, classes), isSuggested, line: index + 1 }
    })
  })
}

/** '' for a number without a class. */
function nameOf(label: z.infer<typeof Class>, classes: FiftyOneSet['classes']): string {
  return typeof label === 'string' ? label : (classes?.[label] ?? '')
}

/** Where photos lie that are called so; a list counts as FiftyOne's own importer has it. */
async function placesBeside(folder: string): Promise<Map<string, string>> {
  const found = await readdir(path.join(folder, DATA_FOLDER), { recursive: true }).catch(() => undefined)
  if (found !== undefined) {
    const files = found.map((file) => file.split(path.sep).join('/'))
    return new Map(files.map((file) => [withoutEnding(file), path.join(folder, DATA_FOLDER, file)]))
  }
  return new Map(Object.entries(await readDataList(path.join(folder, DATA_LIST))))
}

async function readDataList(file: string): Promise<z.infer<typeof DataList>> {
  try {
    return DataList.parse(JSON.parse((await readNamedFile(file, FILE_LIMITS.table)).toString('utf8')))
  } catch {
    return {} // photos are then looked for by their names alone
  }
}
