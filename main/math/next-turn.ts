/** @file A pause of one turn of the event loop, in Node and in a page alike: long work takes it so that messages come in. */

/** Resolves after the messages and timers that are due now have had their turn; much sooner than a timer of 0 ms. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(() => {
        resolve()
      })
      return
    }
    // A page has no setImmediate, and its timers wait for 4 ms.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
