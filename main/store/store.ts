/** @file The store as the jobs and the engine see it. */
export { openMemoryStore, openStore } from './open.ts'
export type * from './types.ts'
