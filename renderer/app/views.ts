/**
 * @file Every view of the window: its name, which is its title in the words `places`, its address, and its icon where it stands
 * in the rail. The router, the rail, and the window's title are read out of these lines.
 */
import { Brain, FolderDown, Group, LayoutGrid, Orbit, ScanSearch, SquareCheckBig, Tags } from '@lucide/vue'
import type { Component } from 'vue'
import ActivityView from '../features/activity/ActivityView.vue'
import AuditView from '../features/audit/AuditView.vue'
import BackboneView from '../features/backbone/BackboneView.vue'
import BackupsView from '../features/recovery/BackupsView.vue'
import CheckView from '../features/check/CheckView.vue'
import ClassesView from '../features/classes/ClassesView.vue'
import CompareView from '../features/compare/CompareView.vue'
import ExportView from '../features/export/ExportView.vue'
import FirstLabelsView from '../features/first-labels/FirstLabelsView.vue'
import GroupsView from '../features/groups/GroupsView.vue'
import IndexingView from '../features/indexing/IndexingView.vue'
import LibraryView from '../features/library/LibraryView.vue'
import LogView from '../features/activity/LogView.vue'
import MapView from '../features/map/MapView.vue'
import NetworkSuggestionsView from '../features/network-suggestions/NetworkSuggestionsView.vue'
import ReviewView from '../features/review/ReviewView.vue'
import SettingsView from '../features/settings/SettingsView.vue'
import TrainingView from '../features/training/TrainingView.vue'
import WelcomeView from '../features/welcome/WelcomeView.vue'
import type { KeyPlace } from '../ui/keys/press.ts'

interface View {
  readonly name: string
  /** Of one part, or of two: then it is reached from the view of the first part, which the rail goes on marking. */
  readonly path: `/${string}`
  readonly view: Component
  /** In the rail, from top to bottom. */
  readonly icon?: Component
  /** Places of its own keys, which the help shows first there. */
  readonly keys?: readonly KeyPlace[]
}

export const VIEWS: readonly View[] = [
  { name: 'review', path: '/review', view: ReviewView, icon: SquareCheckBig, keys: ['page', 'name'] },
  { name: 'library', path: '/library', view: LibraryView, icon: LayoutGrid, keys: ['library', 'name'] },
  { name: 'classes', path: '/classes', view: ClassesView, icon: Tags, keys: ['classes'] },
  { name: 'groups', path: '/groups', view: GroupsView, icon: Group, keys: ['groups', 'name'] },
  { name: 'map', path: '/map', view: MapView, icon: Orbit, keys: ['map', 'name'] },
  { name: 'training', path: '/training', view: TrainingView, icon: Brain },
  {
    ...{ name: 'check', path: '/check', view: CheckView, icon: ScanSearch },
    keys: ['suspects', 'kind', 'picker', 'name'],
  },
  { name: 'export', path: '/export', view: ExportView, icon: FolderDown },
  { name: 'audit', path: '/review/audit', view: AuditView },
  { name: 'network', path: '/library/network', view: NetworkSuggestionsView },
  { name: 'compare', path: '/training/compare', view: CompareView },
  { name: 'activity', path: '/activity', view: ActivityView },
  { name: 'log', path: '/activity/log', view: LogView },
  { name: 'settings', path: '/settings', view: SettingsView },
  { name: 'indexing', path: '/indexing', view: IndexingView },
  { name: 'welcome', path: '/welcome', view: WelcomeView },
  { name: 'labels', path: '/welcome/labels', view: FirstLabelsView },
  { name: 'backups', path: '/welcome/backups', view: BackupsView },
  { name: 'backbone', path: '/welcome/backbone', view: BackboneView },
]
