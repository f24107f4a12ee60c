/** @file A process that answers what nobody understands. Started by tests in the place of main/lab/compare/train-apart-worker.ts. */
process.once('disconnect', () => process.exit(0))
process.on('message', () => process.send?.({ kind: 'nonsense' }))
