/** @file Gives a worker thread a port to a hidden window, which is opened only when the thread sends an order. */
import { MessageChannel, MessagePort, Worker } from 'node:worker_threads'
import { messagePort } from '../../../../../shared/message-port.ts'
import type { Port } from '../../../../../shared/port.ts'
import { CLOSE_WINDOW, FollowUp, WINDOW_ENDED } from './protocol.ts'
import { WindowGpu } from './window-gpu.ts'

/** Opens a window that computes; closing the port closes the window, and when the window ends the port is closed. */
export type OpenWindow = () => Port

/**
 * @param data for the thread, as `workerData`
 * @param open undefined where there are no windows
 */
export function threadWithWindow(module: URL, data: object, open: OpenWindow | undefined): Worker {
  if (open === undefined) return new Worker(module, { workerData: data })
  const { port1, port2 } = new MessageChannel()
  const near = messagePort(port1)
  port1.unref() // only the thread itself keeps the process alive
  openOnDemand(near, open)
  return new Worker(module, { workerData: { ...data, gpuWindow: port2 }, transferList: [port2] })
}

/**
 * Connects the thread to a window, which is opened by the first order of work.
 * @param near the thread's port
 */
export function openOnDemand(near: Port, open: OpenWindow): void {
  let far: Port | undefined
  const opened = (): Port => {
    const port = open()
    port.onMessage((message) => {
      near.post(message)
    })
    port.onClose(() => {
      if (far !== port) return
      far = undefined
      near.post(WINDOW_ENDED)
    })
    return port
  }
  const close = (): void => {
    far?.close()
    far = undefined
  }
  near.onMessage((message) => {
    if (message === CLOSE_WINDOW) close()
    else if (FollowUp.safeParse(message).success) far?.post(message)
    else (far ??= opened()).post(message)
  })
  near.onClose(close)
}

/** For the thread: the window whose port it was given. */
export function gpuWindowOf(data: unknown): WindowGpu | undefined {
  if (typeof data !== 'object' || data === null || !('gpuWindow' in data)) return undefined
  const { gpuWindow } = data
  return gpuWindow instanceof MessagePort ? new WindowGpu(messagePort(gpuWindow)) : undefined
}
