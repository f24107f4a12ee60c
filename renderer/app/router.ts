/** @file The places of the window, as hash addresses: they work from a server and from the Electron shell's protocol alike. */
import { createRouter, createWebHashHistory } from 'vue-router'
import AuditView from '../features/audit/AuditView.vue'
import BackupsView from '../features/recovery/BackupsView.vue'
import CompareView from '../features/compare/CompareView.vue'
import ExportView from '../features/export/ExportView.vue'
import FromNetworkView from '../features/network-suggestions/NetworkSuggestionsView.vue'
import IndexingView from '../features/indexing/IndexingView.vue'
import InsightsView from '../features/insights/InsightsView.vue'
import LibraryView from '../features/library/LibraryView.vue'
import LookingView from '../features/backbone/BackboneView.vue'
import ReviewView from '../features/review/ReviewView.vue'
import TrainingView from '../features/training/TrainingView.vue'
import WelcomeView from '../features/welcome/WelcomeView.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: { name: 'review' } },
    {
      path: '/welcome',
      children: [
        { path: '', name: 'welcome', component: WelcomeView },
        { path: 'backups', name: 'backups', component: BackupsView },
        { path: 'looking', name: 'looking', component: LookingView },
      ],
    },
    { path: '/indexing', name: 'indexing', component: IndexingView },
    {
      path: '/review',
      children: [
        { path: '', name: 'review', component: ReviewView },
        { path: 'audit', name: 'audit', component: AuditView },
      ],
    },
    {
      path: '/library',
      children: [
        { path: '', name: 'library', component: LibraryView },
        { path: 'network', name: 'network', component: FromNetworkView },
      ],
    },
    {
      path: '/training',
      children: [
        { path: '', name: 'training', component: TrainingView },
        { path: 'compare', name: 'compare', component: CompareView },
      ],
    },
    { path: '/insights', name: 'insights', component: InsightsView },
    { path: '/export', name: 'export', component: ExportView },
    { path: '/:rest(.*)*', redirect: { name: 'review' } },
  ],
})
