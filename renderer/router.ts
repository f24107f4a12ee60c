/** @file The places of the window, as hash addresses: they work from a server and from the Electron shell's protocol alike. */
import { createRouter, createWebHashHistory } from 'vue-router'
import AuditView from './views/AuditView.vue'
import BackupsView from './views/BackupsView.vue'
import CompareView from './views/CompareView.vue'
import ExportView from './views/ExportView.vue'
import FromNetworkView from './views/FromNetworkView.vue'
import IndexingView from './views/IndexingView.vue'
import InsightsView from './views/InsightsView.vue'
import LibraryView from './views/LibraryView.vue'
import LookingView from './views/LookingView.vue'
import ReviewView from './views/ReviewView.vue'
import TrainingView from './views/TrainingView.vue'
import WelcomeView from './views/WelcomeView.vue'

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
