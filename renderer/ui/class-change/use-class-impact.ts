/** @file Which photos a change of classes would touch, asked for once, when the dialog about it opens. */
import { shallowRef } from 'vue'
import { isWithin } from '../../../shared/class-name.ts'
import type { Output } from '../../../shared/contract.ts'
import { useClient } from '../../connection/use-client.ts'
import { useToasts } from '../../stores/toasts.ts'

export interface ClassImpact extends Pick<Output<'bulkImpact'>, 'confirmed' | 'missing' | 'suggested'> {
  /** Classes with labels that stand below those that are changed, and so go along. */
  readonly below: number
}

/** @returns undefined until it is known. */
export function useClassImpact(names: readonly string[]) {
  const client = useClient()
  const toasts = useToasts()
  const impact = shallowRef<ClassImpact>()
  client
    .call('bulkImpact', { classes: [...names] })
    .then((known) => (impact.value = { ...known, below: classesBelow(known.classes, names) }))
    .catch(toasts.reportError)
  return impact
}

function classesBelow(
  touched: readonly { readonly class: string; readonly confirmed: number }[],
  names: readonly string[],
): number {
  return touched.filter(
    (each) =>
      each.confirmed > 0 && !names.includes(each.class) && names.some((name) => isWithin(each.class, name)),
  ).length
}
