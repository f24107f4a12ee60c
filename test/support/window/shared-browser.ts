/** @file One browser for all tests of a process, each in a context of its own: as apart as two private windows, and started once. */
import type { Browser, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { launchBrowser, newContext } from './browser.ts'

/** A page lives for seconds here: what V8 would optimise in it, and the threads that collect its garbage, cost more than they bring. */
const FOR_SHORT_LIVES = ['--js-flags=--no-opt --no-maglev --single-threaded-gc']

/** Ends with the process: Playwright sees to that. */
let browser: Promise<Browser> | undefined

/** Closed after the test, with its context. */
export async function newPage(): Promise<Page> {
  const context = await newContext(await running())
  onTestFinished(() => context.close())
  return context.newPage()
}

/** Started once, also for windows that are opened at the same time; again if it has died. */
async function running(): Promise<Browser> {
  browser ??= launchBrowser(FOR_SHORT_LIVES)
  const found = await browser
  if (found.isConnected()) return found
  browser = launchBrowser(FOR_SHORT_LIVES)
  return browser
}

/** What the browser complains about from now on: errors of scripts, and what the content security policy refused. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text())
  })
  return complaints
}
