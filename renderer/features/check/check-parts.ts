/** @file The parts of the check, in their order, and how an address names them. Pure. */
import { Aperture, CircleHelp, Copy, Link2, Tag } from '@lucide/vue'
import type { Component } from 'vue'

export const PARTS = ['suspects', 'copies', 'outliers', 'quality', 'associations'] as const
export type Part = (typeof PARTS)[number]

export const PART_ICONS: Readonly<Record<Part, Component>> = {
  suspects: Tag,
  copies: Copy,
  outliers: CircleHelp,
  quality: Aperture,
  associations: Link2,
}

/** @param asked of the address; what it does not know is the first part. */
export function partOf(asked: unknown): Part {
  return PARTS.find((part) => part === asked) ?? PARTS[0]
}
