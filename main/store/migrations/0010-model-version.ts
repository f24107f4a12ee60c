/**
 * @file Migration 10: counts the changes of the data that photos are compared by, so that data kept in memory can be
 * checked for being up to date, whichever process or statement made the change.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createModelVersion(database: WritableDatabase): void {
  for (const [key, changes] of Object.entries(COUNTED)) {
    for (const [index, { on, when }] of changes.entries()) {
      database.execute(`CREATE TRIGGER ${key}_${index + 1} AFTER ${on} WHEN ${when}
        BEGIN INSERT INTO meta (key, value) VALUES ('${key}', '1')
          ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT); END`)
    }
  }
}

interface Change {
  readonly on: string
  readonly when: string
}

/** A backbone in use. */
const inUse = (id: string): string =>
  `EXISTS (SELECT 1 FROM backbones WHERE id = ${id} AND (active = 1 OR second = 1))`
/** A head in use. */
const inForce = (id: string): string => `EXISTS (SELECT 1 FROM label_sets WHERE active_head_id = ${id})`

/**
 * Which photos are present, their features, and which backbones are in use. Deletions by foreign keys are counted as well.
 */
const PHOTOS: readonly Change[] = [
  { on: 'INSERT ON files', when: 'NEW.photo_id IS NOT NULL AND NEW.missing = 0' },
  { on: 'DELETE ON files', when: 'OLD.photo_id IS NOT NULL AND OLD.missing = 0' },
  {
    on: 'UPDATE OF photo_id, missing ON files',
    when: 'OLD.photo_id IS NOT NEW.photo_id OR OLD.missing <> NEW.missing',
  },
  // It is used to find near-duplicates.
  {
    on: 'UPDATE OF perceptual_hash ON photos',
    when: 'OLD.perceptual_hash IS NOT NEW.perceptual_hash',
  },
  { on: 'INSERT ON features', when: inUse('NEW.backbone_id') },
  { on: 'DELETE ON features', when: inUse('OLD.backbone_id') },
  {
    on: 'UPDATE OF backbone_id, level, photo_id, vector ON features',
    when: `(OLD.backbone_id <> NEW.backbone_id OR OLD.level <> NEW.level OR OLD.photo_id <> NEW.photo_id
      OR OLD.vector <> NEW.vector) AND (${inUse('OLD.backbone_id')} OR ${inUse('NEW.backbone_id')})`,
  },
  { on: 'INSERT ON backbones', when: 'NEW.active = 1 OR NEW.second = 1' },
  { on: 'DELETE ON backbones', when: 'OLD.active = 1 OR OLD.second = 1' },
  {
    on: 'UPDATE OF active, second ON backbones',
    when: 'OLD.active <> NEW.active OR OLD.second <> NEW.second',
  },
]

/** Which head is in use, how its embeddings are classified, and the embeddings. */
const HEAD: readonly Change[] = [
  { on: 'INSERT ON label_sets', when: 'NEW.active_head_id IS NOT NULL' },
  {
    on: 'UPDATE OF active_head_id ON label_sets',
    when: 'OLD.active_head_id IS NOT NEW.active_head_id',
  },
  { on: 'UPDATE OF blend, backbone_id ON heads', when: inForce('NEW.id') },
  { on: 'INSERT ON embeddings', when: inForce('NEW.head_id') },
  { on: 'DELETE ON embeddings', when: inForce('OLD.head_id') },
  { on: 'UPDATE ON embeddings', when: `${inForce('OLD.head_id')} OR ${inForce('NEW.head_id')}` },
]

/** By the key of the table `meta` that stores the number; without a row it is 0. */
const COUNTED = { photos_version: PHOTOS, head_version: HEAD }
