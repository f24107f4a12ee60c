/** @file The line between a process and the one that forked it, seen from both sides; what trunk.ts runs on. */
import type { ChildProcess } from 'node:child_process'
import type { Line } from './trunk.ts'

/** To a child that was forked with `serialization: 'advanced'`, which keeps typed arrays what they are. */
export function lineToChild(child: ChildProcess): Line {
  return {
    send(parcel) {
      // Without a callback a child that just died would make an error event of it; `disconnect` reports its end.
      if (child.connected) child.send(parcel, () => undefined)
    },
    onParcel(listener) {
      child.on('message', listener)
    },
    onBreak(listener) {
      child.once('disconnect', listener)
    },
  }
}

/** From within a forked child. */
export function lineToParent(): Line {
  return {
    send(parcel) {
      if (process.connected) process.send?.(parcel, undefined, undefined, () => undefined)
    },
    onParcel(listener) {
      process.on('message', listener)
    },
    onBreak(listener) {
      process.once('disconnect', listener)
    },
  }
}
