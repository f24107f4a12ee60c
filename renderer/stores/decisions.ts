/** @file Undo and redo of the person's decisions, from any view, and what they did in words. */
import { defineStore } from 'pinia'
import { useClient } from '../connection/use-client.ts'
import { i18n } from '../i18n.ts'
import { useToasts } from './toasts.ts'

export const useDecisions = defineStore('decisions', () => {
  const client = useClient()
  const toasts = useToasts()
  const { t, n } = i18n.global

  // What the message offers to take back is of the library that was open before.
  client.on('library', toasts.dismiss)

  async function undo(): Promise<void> {
    await attempt(async () => {
      const { undone } = await client.call('undo', {})
      if (undone.length === 0) toasts.show(t('decisions.nothingToUndo'))
      else
        toasts.show(await sentence('undone'), {
          action: { label: t('decisions.redo'), run: () => void redo() },
        })
    })
  }
  async function redo(): Promise<void> {
    await attempt(async () => {
      const { redone } = await client.call('redo', {})
      if (redone.length === 0) toasts.show(t('decisions.nothingToRedo'))
      else
        toasts.show(await sentence('redone'), {
          action: { label: t('decisions.undo'), run: () => void undo() },
        })
    })
  }
  /** How many photos the newest entry of the journal changed. */
  async function sentence(what: 'undone' | 'redone'): Promise<string> {
    const { decisions } = await client.call('history', { limit: 1 })
    const photos = decisions.at(0)?.photos ?? 0
    return t(`decisions.${what}`, { count: n(photos) }, photos)
  }
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      toasts.complain(thrown)
    }
  }

  return { undo, redo }
})
