/** @file The colours and keys that the person gave classes: a setting of each label set, no decision about photos. Oldest first. */
import { z } from 'zod'
import { ClassColour, ClassKey } from '../../shared/class-marks.ts'
import type { WritableDatabase } from './lifecycle/database.ts'
import { metaListOf } from './meta-list.ts'
import type { ClassMarks, LabelSetId } from './types/index.ts'

const StoredClassMark = z.object({
  id: z.int(),
  colour: ClassColour.nullable(),
  key: ClassKey.nullable(),
})

/** @param labelSet the one that is open */
export function classMarksOf(database: WritableDatabase, labelSet: () => LabelSetId): ClassMarks {
  const { all, change } = metaListOf(database, {
    key: 'class-marks',
    schema: z.array(StoredClassMark),
    labelSet,
  })
  return {
    all,
    set: (mark) => {
      change((marks) => [...marks.filter((each) => each.id !== mark.id), mark])
    },
  }
}
