/** @file The places of the window, as hash addresses: they work from a server and from the Electron shell's protocol alike. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { VIEWS } from './views.ts'

const FIRST = { name: 'review' }

/** Views below one first part of the path are one route, so that a link to its first view is marked in all of them. */
const places = Map.groupBy(VIEWS, ({ path }) => path.split('/')[1])
const routes = [...places].map(([place, views]): RouteRecordRaw => ({
  path: `/${place}`,
  children: views.map(({ name, path, view }) => ({
    path: path.slice(place.length + 2),
    name,
    component: view,
  })),
}))

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: '/', redirect: FIRST }, ...routes, { path: '/:rest(.*)*', redirect: FIRST }],
})
