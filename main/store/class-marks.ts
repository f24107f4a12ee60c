/**
 * @file The colours and keys that the person gave classes: a setting of each label set, no decision about photos. They are stored under
 * the name that the class had, oldest first.
 */
import { z } from 'zod'
import { ClassMark } from '../../shared/class-marks.ts'
import type { WritableDatabase } from './lifecycle/database.ts'
import { metaListOf } from './meta-list.ts'
import type { ClassMarks, LabelSetId } from './types/index.ts'

/** @param labelSet the one that is open */
export function classMarksOf(database: WritableDatabase, labelSet: () => LabelSetId): ClassMarks {
  const { all, change } = metaListOf(database, { key: 'class-marks', schema: z.array(ClassMark), labelSet })
  return {
    all,
    set: (mark) => {
      change((marks) => [...marks.filter((each) => each.class !== mark.class), mark])
    },
  }
}
