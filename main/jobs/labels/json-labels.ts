/** @file Labels in a JSON file: lines with `path` and `class`, COCO, tasks of Label Studio, or a set for FiftyOne. */
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { LOCAL_FILES } from '../export/formats/label-studio.ts'
import { FiftyOneSet, labelsOfFiftyOne } from './fiftyone-labels.ts'
import type { WrittenLabel } from './written-label.ts'

/** A line of our own export, or of another program that calls things so. */
const Line = z.object({
  path: z.string().default(''),
  relative: z.string().default(''),
  class: z.string(),
  state: z.string().optional(),
})

const Id = z.union([z.number(), z.string()])
const Coco = z.object({
  images: z.array(z.object({ id: Id, file_name: z.string(), path: z.string().default('') })),
  annotations: z.array(
    z.object({ image_id: Id, category_id: Id, state: z.string().optional(), score: z.number().optional() }),
  ),
  categories: z.array(z.object({ id: Id, name: z.string() })),
})

const Result = z.object({ value: z.object({ choices: z.array(z.string()).default([]) }) })
const Tasks = z.array(
  z.object({
    data: z.object({ image: z.string(), path: z.string().default('') }),
    annotations: z
      .array(z.object({ result: z.array(Result).default([]), was_cancelled: z.boolean().default(false) }))
      .default([]),
  }),
)

/** No table begins so: its header names the path and the class. */
export function isJson(text: string): boolean {
  return /^\s*[[{]/u.test(text)
}

/**
 * A photo of several classes has a label for each: which of them is meant is for the person to say.
 * @throws AppError `bad-input` where it is none of these
 */
export async function readJsonLabels(file: string, text: string): Promise<WrittenLabel[]> {
  const whole = parsed(text)
  const lines = text.split('\n')
  // One line is a whole as well; of several the first tells.
  const first = whole ?? parsed(lines.find((line) => line.trim() !== '') ?? '')
  if (Line.safeParse(first).success) return linesOf(file, lines)
  const coco = Coco.safeParse(whole)
  if (coco.success) return labelsOfCoco(coco.data)
  const tasks = Tasks.safeParse(whole)
  if (tasks.success) return labelsOfTasks(tasks.data)
  const set = FiftyOneSet.safeParse(whole)
  if (set.success) return labelsOfFiftyOne(file, set.data)
  throw new AppError('bad-input', sentence('labels-json-unknown', { file }), { file })
}

function linesOf(file: string, lines: readonly string[]): WrittenLabel[] {
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const read = Line.safeParse(parsed(line))
    if (!read.success) {
      const said = sentence('labels-json-line', { file, line: index + 1 })
      throw new AppError('bad-input', said, { file })
    }
    const { state, ...label } = read.data
    return [{ ...label, isSuggested: state === 'suggested', line: index + 1 }]
  })
}

function labelsOfCoco({ images, annotations, categories }: z.infer<typeof Coco>): WrittenLabel[] {
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  const ofImage = Map.groupBy(annotations, (annotation) => annotation.image_id)
  return images.flatMap((image, index) => {
    const found = (ofImage.get(image.id) ?? []).map((annotation) => ({
      class: names.get(annotation.category_id) ?? '',
      isSuggested: annotation.state === 'suggested' || annotation.score !== undefined,
    }))
    return eachOnce(found).map((label) => ({
      ...label,
      ...placeOf(image.path, image.file_name),
      line: index + 1,
    }))
  })
}

function labelsOfTasks(tasks: z.infer<typeof Tasks>): WrittenLabel[] {
  return tasks.flatMap(({ data, annotations }, index) => {
    const given = annotations.filter((annotation) => !annotation.was_cancelled)
    const choices = given.flatMap(({ result }) => result.flatMap(({ value }) => value.choices))
    const found = choices.map((name) => ({ class: name, isSuggested: false }))
    return eachOnce(found).map((label) => ({
      ...label,
      ...placeOf(data.path, fileOf(data.image)),
      line: index + 1,
    }))
  })
}

/** Where it is known where the photo lay, what it is called counts from an indexed folder; else from the folder of the file. */
function placeOf(place: string, name: string): Pick<WrittenLabel, 'path' | 'relative'> {
  return place === '' ? { path: name, relative: '' } : { path: place, relative: name }
}

/** Of the address that a picture has in Label Studio. */
function fileOf(image: string): string {
  const file = image.startsWith(LOCAL_FILES) ? image.slice(LOCAL_FILES.length) : image
  try {
    return decodeURIComponent(file)
  } catch {
    return file
  }
}

function eachOnce<Label extends { class: string; isSuggested: boolean }>(labels: readonly Label[]): Label[] {
  return [...new Map(labels.map((label) => [`${label.isSuggested} ${label.class}`, label])).values()]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
