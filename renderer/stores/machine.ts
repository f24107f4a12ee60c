/** @file What this machine has to compute with, and which versions run: asked once for all views that show it. */
import { defineStore } from 'pinia'
import { useEngineQuery } from '../connection/engine-query.ts'

/** A training may have tried another way to compute. */
export const useMachine = defineStore('machine', () =>
  useEngineQuery((engine) => engine.call('doctor', {}), { events: ['head'], onDemand: true }),
)
