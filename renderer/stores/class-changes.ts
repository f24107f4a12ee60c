/** @file Whole classes renamed, merged, split and deleted: one decision each, which undo takes back as a whole. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ClassMark } from '../../shared/class-marks.ts'
import { useClient } from '../connection/use-client.ts'
import { i18n } from '../i18n.ts'
import { useDecisions } from './decisions.ts'
import { useToasts } from './toasts.ts'

/** Some photos of a class, and what they are from now on. */
export interface SplitPart {
  readonly class: string
  readonly photos: readonly number[]
}

export const useClassChanges = defineStore('class-changes', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global
  const busy = ref(false)

  const rename = (from: string, to: string): Promise<boolean> =>
    change('renamed', { class: from, to }, () => client.call('renameClass', { from, to }))
  const merge = (names: readonly string[], into: string): Promise<boolean> =>
    change(names.length > 1 ? 'mergedSeveral' : 'merged', { class: names[0], to: into }, () =>
      client.call('mergeClasses', { classes: [...names], into }),
    )
  const split = (name: string, parts: readonly SplitPart[]): Promise<boolean> =>
    change('split', { class: name, to: '' }, () =>
      client.call('splitClass', {
        class: name,
        parts: parts.map((part) => ({ class: part.class, photos: [...part.photos] })),
      }),
    )
  const remove = (name: string): Promise<boolean> =>
    change('deleted', { class: name, to: '' }, () => client.call('deleteClass', { class: name }))

  /** A setting, no decision: what was there before is chosen again, not undone. @returns whether it was done. */
  const mark = (name: string, given: Pick<ClassMark, 'colour' | 'key'>): Promise<boolean> =>
    alone(() => client.call('markClass', { class: name, ...given }))

  /** @returns whether it was done. */
  const change = (
    what: 'renamed' | 'merged' | 'mergedSeveral' | 'split' | 'deleted',
    names: { class: string; to: string },
    work: () => Promise<{ labelled: number }>,
  ): Promise<boolean> =>
    alone(async () => {
      const { labelled } = await work()
      if (what === 'split' && labelled === 0) {
        toasts.show(t('library.nothingChanged')) // nothing was decided that could be taken back
        return
      }
      toasts.show(t(`classChange.${what}`, { ...names, count: n(labelled) }, labelled), {
        action: { label: t('decisions.undo'), run: () => void decisions.takeBack() },
      })
    })

  /** One at a time. @returns whether it was done; what went wrong was said. */
  async function alone(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await work()
      return true
    } catch (thrown) {
      toasts.reportError(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, mark, rename, merge, split, remove }
})
