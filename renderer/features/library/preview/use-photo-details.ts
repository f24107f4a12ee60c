/** @file What is known about a photo that is shown large; kept fresh while it is shown. */
import { ref, shallowRef, watch, type Ref } from 'vue'
import type { Output } from '../../../../shared/contract.ts'
import { AppError } from '../../../../shared/errors.ts'
import { useClient, useEngineEvent } from '../../../connection/use-client.ts'

export type Details = Output<'photo'>

export function usePhotoDetails(id: Ref<number>) {
  const client = useClient()
  const details = shallowRef<Details>()
  const error = ref<AppError>()

  async function readDetails(): Promise<void> {
    const wanted = id.value
    try {
      const found = await client.call('photo', { id: wanted })
      if (wanted === id.value) details.value = found
    } catch (thrown) {
      if (wanted === id.value) error.value = AppError.from(thrown)
    }
  }
  function read(): void {
    error.value = undefined
    void readDetails()
  }
  watch(id, read, { immediate: true })
  useEngineEvent('decided', () => void readDetails())
  useEngineEvent('head', () => void readDetails())

  return { details, error }
}
