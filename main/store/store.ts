/** @file The store as the jobs and the engine see it. */
export { openForReading, openMemoryStore, openStore } from './lifecycle/open.ts'
export type * from './types/index.ts'
