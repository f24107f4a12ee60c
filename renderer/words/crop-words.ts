/** @file How closely the photos of a library were looked at. Pure. */
import type { Output } from '../../shared/contract.ts'

/** Closely: by two networks, in several views each. */
export type Looks = 'once' | 'more' | 'closely'

export function cropWordsOf({
  secondBackbone,
  views,
}: Pick<Output<'status'>, 'secondBackbone' | 'views'>): Looks {
  const more = [secondBackbone !== null, views === 'several'].filter(Boolean).length
  return more === 2 ? 'closely' : more === 1 ? 'more' : 'once'
}
