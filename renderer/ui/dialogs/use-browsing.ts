/** @file Going through the folders of the machine that the engine runs on: what is in one, which row has the focus, the keys. */
import {
  computed,
  nextTick,
  ref,
  shallowRef,
  type ComponentPublicInstance,
  type Ref,
  type ShallowRef,
} from 'vue'
import { useI18n } from 'vue-i18n'
import type { Output } from '../../../shared/contract.ts'
import { hasExtension } from '../../../shared/has-extension.ts'
import { AppError } from '../../../shared/errors.ts'
import { useClient } from '../../connection/use-client.ts'
import { useRovingFocus } from '../focus/roving-focus.ts'
import { actionOf, type KeyActions } from '../keys/press.ts'

export interface BrowsedRow {
  name: string
  path: string
  kind: 'parent' | 'folder' | 'file'
}

interface Elements {
  list: Readonly<ShallowRef<HTMLElement | null>>
  field: Readonly<ShallowRef<HTMLInputElement | null>>
  /** The button that takes what is open. */
  choice: Readonly<Ref<ComponentPublicInstance | null>>
}

/**
 * @param extension of the files that are wanted; without it, a folder is.
 * @param choose is called with the path that was chosen.
 */
export function useBrowsing(
  extension: string | undefined,
  { list, field, choice }: Elements,
  choose: (path: string) => void,
) {
  const client = useClient()
  const { t } = useI18n()
  const listing = shallowRef<Output<'browse'>>()
  const error = shallowRef<AppError>()
  const typed = ref('')
  let lastAsked = 0

  /** The parent stands first, so that the whole way goes by arrows and Enter. */
  const rows = computed<BrowsedRow[]>(() => {
    const { parent, folders, files } = listing.value ?? { parent: null, folders: [], files: [] }
    return [
      ...(parent === null ? [] : [{ name: t('folders.parent'), path: parent, kind: 'parent' as const }]),
      ...folders.map((place) => ({ ...place, kind: 'folder' as const })),
      ...files.map((place) => ({ ...place, kind: 'file' as const })),
    ]
  })
  const roving = useRovingFocus(list, () => rows.value.length)
  const focused = roving.place
  /** What the button would choose; undefined while there is nothing of the kind. */
  const wanted = computed(() => {
    const path = typed.value.trim()
    if (extension === undefined) return listing.value === undefined ? undefined : path
    if (path !== listing.value?.path && hasExtension(path, extension)) return path
    const row = rows.value.at(focused.value)
    return row?.kind === 'file' ? row.path : undefined
  })

  async function go(path?: string, { from }: { from?: string } = {}): Promise<void> {
    const asked = ++lastAsked
    const before = typed.value
    try {
      const next = await client.call('browse', { path, extension })
      if (asked !== lastAsked) return // another folder was opened meanwhile
      listing.value = next
      // What the person has typed meanwhile stays, and the focus with it.
      const isTyping = typed.value !== before
      if (!isTyping) await show(next.path)
      error.value = undefined
      focused.value = firstRow(next, from)
      const isAboutToType = path === undefined && isInField()
      if (isTyping || isAboutToType) return
      const isEnd = extension === undefined && from === undefined && next.folders.length === 0
      if (!isEnd) await roving.focus()
      else if (path === undefined) field.value?.focus()
      else focusChoice()
    } catch (thrown) {
      error.value = AppError.from(thrown)
    }
  }
  /** Where no folder lies in the one that was gone to, Enter chooses it: it must not lead back out of it. */
  function focusChoice(): void {
    const element: unknown = choice.value?.$el
    if (element instanceof HTMLElement) element.focus()
  }
  /** Where one came from; else what is wanted, or the first thing that lies in there. */
  function firstRow({ parent, folders, files }: Output<'browse'>, from: string | undefined): number {
    const before = rows.value.findIndex((row) => row.path === from)
    if (from !== undefined) return Math.max(0, before)
    const file = rows.value.findIndex((row) => row.kind === 'file')
    if (file >= 0) return file
    return parent !== null && folders.length + files.length > 0 ? 1 : 0
  }
  /** For somebody who is in the field already it is all selected, so that what they type stands alone. */
  async function show(path: string): Promise<void> {
    typed.value = path
    await nextTick()
    if (isInField()) field.value?.select()
  }
  function isInField(): boolean {
    return document.activeElement === field.value
  }
  function up(): void {
    const here = listing.value
    if (typeof here?.parent === 'string') void go(here.parent, { from: here.path })
  }
  function open(row: BrowsedRow): void {
    if (row.kind === 'file') choose(row.path)
    else if (row.kind === 'parent') up()
    else void go(row.path)
  }
  /** What stands in the path field is where one goes, or what is chosen if it is a file of the kind. */
  function enter(): void {
    const isFile = extension !== undefined && wanted.value === typed.value.trim()
    if (isFile) choose(typed.value.trim())
    else void go(typed.value)
  }
  /** What stands in the path field is what is chosen, also before it was gone to. */
  async function take(): Promise<void> {
    if (extension !== undefined) {
      if (wanted.value !== undefined) choose(wanted.value)
      return
    }
    if (typed.value !== listing.value?.path) await go(typed.value)
    if (listing.value !== undefined && error.value === undefined) choose(listing.value.path)
  }

  const actions: KeyActions<'folders'> = {
    ...roving.steps,
    up,
    open: openFocused,
    take: () => void take(),
    jump: ({ key }) => {
      jumpTo(key)
    },
  }
  function press(event: KeyboardEvent): void {
    const action = actionOf('folders', event)
    if (action === undefined) return
    actions[action](event)
    event.preventDefault()
  }
  function openFocused(): void {
    const row = rows.value.at(focused.value)
    if (row !== undefined) open(row)
  }
  /** The next row whose name begins with the letter. */
  function jumpTo(letter: string): void {
    const { length } = rows.value
    for (let step = 1; step <= length; step += 1) {
      const index = (focused.value + step) % length
      if (!rows.value[index].name.toLowerCase().startsWith(letter.toLowerCase())) continue
      roving.moveTo(index)
      return
    }
  }

  /** Out again by the key that leads out of the list. Enter that is held since then led here: it does not choose, too. */
  function pressChoice(event: KeyboardEvent): void {
    if (event.key === 'Enter' && event.repeat) event.preventDefault()
    if (actionOf('folders', event) !== 'up') return
    event.preventDefault()
    up()
  }

  return {
    listing,
    error,
    typed,
    focused,
    tabindex: roving.tabindex,
    rows,
    wanted,
    go,
    up,
    open,
    enter,
    take,
    press,
    pressChoice,
  }
}
