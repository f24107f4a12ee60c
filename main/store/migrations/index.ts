/**
 * @file The migrations in their order. Append only: a migration that a released Twinsort has run is never edited, and each
 * has a test that starts from a library of the version before it (test/migrations).
 */
import type { WritableDatabase } from '../lifecycle/database.ts'
import { createPhotos } from './0001-photos.ts'
import { createDecisions } from './0002-decisions.ts'
import { createComparing } from './0003-comparing.ts'
import { createViews } from './0004-views.ts'
import { createClassChanges } from './0005-class-changes.ts'
import { createPlaces } from './0006-places.ts'
import { createExports } from './0007-exports.ts'
import { createChecksums } from './0008-checksums.ts'
import { bringNamesIntoOneForm } from './0009-one-form-of-names.ts'
import { createModelVersion } from './0010-model-version.ts'
import { createMixedPages } from './0011-mixed-pages.ts'
import { createClassSplits } from './0012-class-splits.ts'
import { createGroupings } from './0013-groupings.ts'
import { createGroupingSteps } from './0014-grouping-steps.ts'
import { createMaps } from './0015-maps.ts'
import { createRoles } from './0016-roles.ts'
import { createSplits } from './0017-splits.ts'
import { readMoreFormats } from './0018-more-formats.ts'
import { createSnapshots } from './0019-snapshots.ts'
import { createLabelSets } from './0020-label-sets.ts'
import { createImportedSuggestions } from './0021-imported-suggestions.ts'
import { createKeptGuesses } from './0022-kept-guesses.ts'
import { addClockOffset } from './0023-clock-offset.ts'

/** Changes the schema, and the rows with it, from the version before. Runs inside a transaction. */
export type Migration = (database: WritableDatabase) => void

/** migrations[i] makes version i + 1. */
export const migrations: readonly Migration[] = [
  createPhotos,
  createDecisions,
  createComparing,
  createViews,
  createClassChanges,
  createPlaces,
  createExports,
  createChecksums,
  bringNamesIntoOneForm,
  createModelVersion,
  createMixedPages,
  createClassSplits,
  createGroupings,
  createGroupingSteps,
  createMaps,
  createRoles,
  createSplits,
  readMoreFormats,
  createSnapshots,
  createLabelSets,
  createImportedSuggestions,
  createKeptGuesses,
  addClockOffset,
]
