/** @file The icon of each thing that photos are set aside as. */
import { CircleHelp, CloudFog, Copy, ImageOff } from '@lucide/vue'
import type { Component } from 'vue'
import type { SetAsideAs } from '../../../shared/set-aside.ts'

export const ASIDE_ICONS: Readonly<Record<SetAsideAs, Component>> = {
  unsure: CircleHelp,
  'no-subject': ImageOff,
  'near-copy': Copy,
  'poor-quality': CloudFog,
}
