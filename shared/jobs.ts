/** @file What jobs are called, and what they may be doing at a moment. The names of stages are what the command line shows. */
import { z } from 'zod'

export const JobKind = z.enum([
  'index',
  'removeFolder',
  'findFolders',
  'moveFolders',
  'group',
  'drawMap',
  'neighbours',
  'arrange', // look-alikes and groups, which pages and suggestions go by
  'suggest',
  'search',
  'train',
  'promote',
  'tune',
  'compare',
  'evaluate',
  'simulate',
  'insights',
  'suspects',
  'outliers',
  'nearCopies',
  'quality',
  'associations',
  'findLabels',
  'importResults',
  'export',
  'undoMove',
  'check',
  'other', // of another version of Twinsort, in a library's list of jobs
])
export type JobKind = z.infer<typeof JobKind>

/**
 * Jobs that leave a row with what was asked for, and may be asked for again. Not those whose row does not say what would happen
 * now: removing a folder, and switching to another version, are asked for where one sees which.
 */
export const REPEATABLE = ['index', 'train'] as const satisfies readonly JobKind[]

export const JobStage = z.enum([
  'looking for photos',
  'reading photos',
  'computing features',
  'computing features of several crops',
  'computing features with the second network',
  'embedding photos',
  'reading pictures',
  'reading maps',
  'reading features',
  'comparing photos',
  'comparing files',
  'looking for groups',
  'grouping',
  'drawing the map',
  'looking at photos',
  'training',
  'waiting for other changes',
  'tuning',
  'comparing',
  'simulating',
  'looking for outliers',
  'looking for wrong labels',
  'looking for associations',
  'reading keywords',
  'reading results',
  'writing files',
  'checking the database',
  'looking for the originals',
  'working', // of another version of Twinsort
])
export type JobStage = z.infer<typeof JobStage>
