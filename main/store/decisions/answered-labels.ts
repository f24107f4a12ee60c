/**
 * @file The labels by which earlier guesses are judged.
 *
 * [Note: answered labels] A page, a blind check or an audit guessed `birds`, and the person agreed. Later the person splits birds and
 * calls some of these photos hens. That is no correction: the guess was right in the classes of its time. So guesses are compared with
 * the label that the newest decision about the photo itself gave it, whatever splits did to it since. Renamed and merged classes are
 * read as what they became, as everywhere: see [Note: class moves].
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { ReadableDatabase } from '../lifecycle/database.ts'
import type { ClassId, LabelSetId } from '../types/index.ts'
import { currentClass, movesInForce } from './class-moves.ts'
import { IN_FORCE } from './in-force.ts'
import { rolesOf } from './roles.ts'

/** In a group with `max`, the other columns are those of the row that has it. */
const ANSWERED = `WITH
  answers AS MATERIALIZED (SELECT id FROM decisions
    WHERE label_set_id = ? AND is_split = 0 AND change IS NULL AND ${IN_FORCE}),
  splits AS MATERIALIZED (SELECT id FROM decisions WHERE label_set_id = ? AND is_split = 1 AND ${IN_FORCE})
  SELECT photo_id AS photo, to_value AS class, max(decision_id) AS decision FROM decision_items
  WHERE effect = 'label' AND decision_id IN answers
    AND photo_id IN (SELECT photo_id FROM decision_items WHERE decision_id IN splits)
  GROUP BY photo_id`

const ANY_SPLIT = 'SELECT 1 FROM decisions WHERE label_set_id = ? AND is_split = 1 LIMIT 1'

/**
 * Of the photos that are in a split in force and have a label now: the label that they had without any split. All others have the label
 * that they have. See [Note: answered labels].
 */
export function labelsBeforeSplits(
  database: ReadableDatabase,
  labelSet: LabelSetId,
): ReadonlyMap<PhotoId, ClassId> {
  if (database.first(ANY_SPLIT, labelSet) === undefined) return new Map()
  const moves = movesInForce(database, labelSet)
  const roles = rolesOf(database, labelSet)
  const rows = database.all<{ photo: PhotoId; class: ClassId | null }>(ANSWERED, labelSet, labelSet)
  return new Map(
    rows.flatMap(({ photo, class: id }): [PhotoId, ClassId][] => {
      const answered = currentClass(moves, id)
      // Deleted since: then it is judged by what it is now.
      return answered === null || roles.has(answered) ? [] : [[photo, answered]]
    }),
  )
}
