/** @file Which photos a change of classes would touch, asked for once, when the dialog about it opens. */
import { shallowRef } from 'vue'
import type { Output } from '../../../shared/contract.ts'
import { useClient } from '../../connection/use-client.ts'
import { useToasts } from '../../stores/toasts.ts'

export type ClassImpact = Output<'bulkImpact'>

/** @returns undefined until it is known. */
export function useClassImpact(classes: readonly string[]) {
  const client = useClient()
  const toasts = useToasts()
  const impact = shallowRef<ClassImpact>()
  client
    .call('bulkImpact', { classes: [...classes] })
    .then((known) => (impact.value = known))
    .catch(toasts.reportError)
  return impact
}
