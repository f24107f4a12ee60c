/** @file All that can be done from any view, as one list: go somewhere, do something, switch library, choose a setting. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { LANGUAGES } from '../../../shared/languages.ts'
import { baseName } from '../../words/paths.ts'
import { listed } from '../../words/lists.ts'
import { useDecisions } from '../../stores/decisions.ts'
import { useLabelSets } from '../../stores/label-sets.ts'
import { useLibraries } from '../../stores/libraries.ts'
import { useLibrary } from '../../stores/library.ts'
import { LanguageChoice, Theme, useSettings } from '../../stores/settings.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useKeyWords } from '../../ui/keys/key-words.ts'
import { VIEWS } from '../views.ts'
import type { Command } from './find-commands.ts'

/** Views that have something to show while there are no photos. */
const WITHOUT_PHOTOS = new Set(['view welcome', 'view activity', 'view log', 'view settings'])

/** @param showKeys opens the help */
export function useCommands(showKeys: () => void): ComputedRef<Command[]> {
  const router = useRouter()
  const decisions = useDecisions()
  const labelSets = useLabelSets()
  const libraries = useLibraries()
  const library = useLibrary()
  const settings = useSettings()
  const toasts = useToasts()
  const { t } = useI18n()
  const { wordsOf } = useKeyWords()
  void libraries.refresh()

  function views(): Command[] {
    return VIEWS.map(({ name }) => ({
      id: `view ${name}`,
      label: t(`places.${name}`),
      group: t('palette.groups.views'),
      run: () => void router.push({ name }),
    }))
  }
  function acts(): Command[] {
    const group = t('palette.groups.acts')
    const keyed = (action: 'undo' | 'redo' | 'help', run: () => void): Command => ({
      id: action,
      label: t(`keys.does.${action}`),
      group,
      key: wordsOf('everywhere', action),
      run,
    })
    return [
      keyed('undo', () => void decisions.undo()),
      keyed('redo', () => void decisions.redo()),
      keyed('help', showKeys),
    ]
  }
  function questions(): Command[] {
    const show: Command = {
      id: 'questions',
      label: labelSets.isSeveral ? t('questions.all') : t('questions.new'),
      group: t('palette.groups.acts'),
      run: labelSets.show,
    }
    const closed = labelSets.sets
      .filter(({ isOpen }) => !isOpen)
      .map(({ id, name }) => ({
        id: `question ${id}`,
        label: name,
        group: t('questions.switch'),
        run: () => void labelSets.choose(id).catch(toasts.reportError),
      }))
    return [show, ...closed]
  }
  function others(): Command[] {
    // The first of them is the one that is open.
    return (libraries.entries ?? [])
      .slice(1)
      .filter(({ present }) => present)
      .map(({ library: folder, roots }) => ({
        id: `library ${folder}`,
        label: roots.length === 0 ? baseName(folder) : listed(roots.map(baseName)),
        group: t('app.switchLibrary'),
        run: () => void switchTo(folder),
      }))
  }
  async function switchTo(folder: string): Promise<void> {
    const isOpen = await libraries.open(folder)
    await router.push({ name: isOpen ? 'review' : 'welcome' })
  }
  function choices(): Command[] {
    const themes = Theme.options.map((theme) => ({
      id: `theme ${theme}`,
      label: t(`settings.themes.${theme}`),
      group: t('settings.theme'),
      run: () => {
        settings.theme = theme
      },
    }))
    const languages = LanguageChoice.options.map((language) => ({
      id: `language ${language}`,
      label: language === 'auto' ? t('settings.systemLanguage') : LANGUAGES[language],
      group: t('settings.language'),
      run: () => {
        settings.language = language
      },
    }))
    return [...themes, ...languages]
  }
  return computed(() => [
    ...views().filter(({ id }) => !library.isEmpty || WITHOUT_PHOTOS.has(id)),
    ...acts(),
    ...(library.status === undefined ? [] : questions()),
    ...others(),
    ...choices(),
  ])
}
