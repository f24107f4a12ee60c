/** @file How components and stores get the client: injected, so that nothing here knows which shell it runs in. */
import { inject, onScopeDispose, type InjectionKey } from 'vue'
import type { EventPayload } from '../../shared/contract.ts'
import type { LibraryEvent, SupervisedClient } from './supervised-client.ts'

export const clientKey: InjectionKey<SupervisedClient> = Symbol('client')

export function useClient(): SupervisedClient {
  const client = inject(clientKey)
  if (client === undefined) throw new Error('The app provides no client.')
  return client
}

/** Reads something now, if connected, and again after every reconnection, for as long as the component or store lives. */
export function useWhenConnected(listener: () => void): void {
  onScopeDispose(useClient().whenConnected(listener))
}

/** Listens to an event of the open library for as long as the component or store lives. */
export function useEngineEvent<E extends LibraryEvent>(
  event: E,
  listener: (payload: EventPayload<E>) => void,
) {
  onScopeDispose(useClient().on(event, listener))
}

/** Forgets what is of the library that was left, for as long as the component or store lives. */
export function useOtherLibrary(listener: () => void): void {
  onScopeDispose(useClient().onOtherLibrary(listener))
}
