/** @file Starts the window: the client of the engine, the stores, the router, the words. */
import '../shared/no-eval.ts' // first: see there
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { connectToEngine } from './connection/connect.ts'
import { clientKey } from './connection/use-client.ts'
import { i18n } from './i18n.ts'
import { router } from './app/router.ts'
import './styles/tokens.css'
import './styles/base.css'

createApp(App).provide(clientKey, connectToEngine()).use(createPinia()).use(router).use(i18n).mount('#app')
