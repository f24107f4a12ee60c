/** @file What the person should know about the files that an index run read. */
import { say } from '../../shared/sentences/sentence.ts'
import type { FilesRead } from './index-files.ts'

export function noticesOf({ stretched, separated }: FilesRead): string[] {
  const notices: string[] = []
  const [first] = stretched
  if (stretched.length > 0) notices.push(say('notice-stretched', { count: stretched.length, file: first }))
  if (separated > 0) notices.push(say('notice-separated', { count: separated }))
  return notices
}
