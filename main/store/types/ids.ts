/** @file Row ids, and JSON as a column holds it. */
import type { z } from 'zod'

export type RootId = number
export type FileId = number
export type BackboneId = number
export type LabelSetId = number
export type ClassId = number
export type DecisionId = number
export type PageId = number
export type AuditId = number
export type ClusteringId = number
export type HeadId = number
export type JobId = number
export type Json = z.core.util.JSONType
