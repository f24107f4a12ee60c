/** @file Which network is rightly in use where an int8 one is asked for: that one, or its twin where the processor fails its self-test. */
import { expect } from 'vitest'
import type { BackboneName } from '../../../shared/domain.ts'
import { orderedInt8 } from '../../../main/model/eight-bit-sums.ts'

/** For `toEqual` and the like. Where TWINSORT_INT8 orders the twin, nothing else will do. */
export function networkInUse(wanted: BackboneName): unknown {
  const twin = wanted.replace(/int8$/, 'fp16')
  return orderedInt8() === 'twin' ? twin : expect.toBeOneOf([wanted, twin])
}
