/** @file Whole classes renamed, merged and deleted: one decision each, which undo takes back as a whole. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useClient } from '../../connection/use-client.ts'
import { i18n } from '../../i18n.ts'
import { useDecisions } from '../../stores/decisions.ts'
import { useToasts } from '../../stores/toasts.ts'

export const useClassChanges = defineStore('class-changes', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global
  const busy = ref(false)

  const rename = (from: string, to: string): Promise<boolean> =>
    change('renamed', { class: from, to }, () => client.call('renameClass', { from, to }))
  const merge = (name: string, into: string): Promise<boolean> =>
    change('merged', { class: name, to: into }, () => client.call('mergeClasses', { classes: [name], into }))
  const remove = (name: string): Promise<boolean> =>
    change('deleted', { class: name, to: '' }, () => client.call('deleteClass', { class: name }))

  /** @returns whether it was done. */
  async function change(
    what: 'renamed' | 'merged' | 'deleted',
    names: { class: string; to: string },
    work: () => Promise<{ labelled: number }>,
  ): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      const { labelled } = await work()
      toasts.show(t(`library.change.${what}`, { ...names, count: n(labelled) }, labelled), {
        action: { label: t('decisions.undo'), run: () => void decisions.takeBack() },
      })
      return true
    } catch (thrown) {
      toasts.reportError(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, rename, merge, remove }
})
