/** @file What pages are like that the window asks for, wherever it does: whether one is ready, and the page itself. */

export const PAGE_WISH = {
  goal: 'commit', // whoever sorts photos wants groups to confirm, not a long row of single ones
  stacks: true,
  mixed: true,
} as const
