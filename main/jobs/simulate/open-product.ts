/** @file Opens the product for a simulation: its own review session on an anonymous copy of the library. */
import { AppError } from '../../../shared/errors.ts'
import type { ProductPolicy, Setup } from './task.ts'

export function productPolicy(_setup: Setup, _seed: number, _signal: AbortSignal): Promise<ProductPolicy> {
  return Promise.reject(new AppError('internal', 'The review session is not built yet.'))
}
