/** @file Which Node.js the command line runs on. An older one lacks what the code uses, and its native parts end it without a word. */

const LEAST = [22, 13] as const

/** @param version as `process.versions.node` has it. @returns what to do about it, in words; undefined where it is new enough */
export function problemOfNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = LEAST
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined
  return `Twinsort needs Node.js ${LEAST.join('.')} or newer, and this is ${version}. Start it by "npm run -s twinsort -- COMMAND", which brings its own.`
}
