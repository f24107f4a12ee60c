/**
 * @file Runs a command and tells whether it, or anything that it starts, wanted to reach something beyond this machine: in a network
 * of its own, which has the loopback address and no way out, or, where the system does not allow that, under strace.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

export interface Watched {
  /** Ended after the test, with all that it has started. */
  child: ChildProcess
  /** Resolves when the command and all that waited for it have ended, with its exit code. */
  ended: Promise<number>
  /** What was tried beyond the loopback address so far, a line each. Not after the test. */
  beyond: () => Promise<string[]>
}

export interface NetworkWatch {
  name: string
  start: (command: readonly string[], options: WatchOptions) => Promise<Watched>
}

export interface WatchOptions {
  cwd: string
  env: Record<string, string | undefined>
}

/** Says how the command ended, and stays until it is let go, so that its network can be looked at. */
const AND_STAY = '"$@" < /dev/null; echo "ended $?"; read -r'

const LOOPBACK_UP = '{ ip link set lo up 2> /dev/null || ifconfig lo up; }'

/**
 * A name server on this machine, or one that is asked through a socket file, would hide that a name was looked up: in here the only one
 * stands at an address that does not exist (RFC 5737).
 */
const ALONE = `
set -e
${LOOPBACK_UP}
mount --bind "$1/resolv.conf" /etc/resolv.conf
mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf
for sockets in /run/nscd /var/run/nscd; do [ ! -d "$sockets" ] || mount -t tmpfs none "$sockets"; done
shift
set +e
${AND_STAY}`
const FILES = {
  'resolv.conf': 'nameserver 192.0.2.53\noptions timeout:1 attempts:1\n',
  'nsswitch.conf': 'hosts: files dns\n',
}

const WAYS = [
  ['--net', '--mount'],
  ['--net', '--mount', '--map-root-user'],
]

/** @returns undefined where the system does not allow it */
export function ownNetwork(): NetworkWatch | undefined {
  if (process.platform !== 'linux') return undefined
  const trial = `${LOOPBACK_UP} && mount --bind /dev/null /etc/resolv.conf`
  const way = WAYS.find((words) => spawnSync('unshare', [...words, 'bash', '-c', trial]).status === 0)
  return way && inOwnNetwork(way)
}

function inOwnNetwork(way: readonly string[]): NetworkWatch {
  return {
    name: 'in a network of its own',
    async start(command, options) {
      const folder = await folderOf(FILES)
      const words = [...way, 'bash', '-c', ALONE, 'bash', folder, ...command]
      const child = spawn('unshare', words, { ...options, stdio: 'pipe', detached: true })
      // The kernel counts what it had no route for.
      return watched(child, () => Promise.resolve(withoutRoute(child.pid ?? 0)))
    },
  }
}

/** @param pid of a process in the network */
function withoutRoute(pid: number): string[] {
  const [names, numbers] = readFileSync(`/proc/${pid}/net/snmp`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Ip:'))
    .map((line) => line.split(' '))
  const four = Number(numbers[names.indexOf('OutNoRoutes')])
  const six = Number(
    /^Ip6OutNoRoutes\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/net/snmp6`, 'utf8'))?.[1] ?? 0,
  )
  return [...Array<string>(four).fill('IPv4, no route'), ...Array<string>(six).fill('IPv6, no route')]
}

/** @returns undefined where there is no strace, or it may not be used */
export function underStrace(): NetworkWatch | undefined {
  if (spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']).status !== 0) return undefined
  return {
    name: 'under strace',
    async start(command, options) {
      const folder = await folderOf({})
      const words = straceWords(folder, command)
      const child = spawn('bash', ['-c', AND_STAY, 'bash', ...words], {
        ...options,
        stdio: 'pipe',
        detached: true,
      })
      return watched(child, () => addressesIn(folder))
    },
  }
}

/** Strace in a network of its own: both at once, to try strace without anything leaving the machine. */
export function straceWithin(watch: NetworkWatch): NetworkWatch {
  return {
    name: 'under strace, in a network of its own',
    async start(command, options) {
      const folder = await folderOf({})
      const within = await watch.start(straceWords(folder, command), options)
      return { ...within, beyond: () => addressesIn(folder) }
    },
  }
}

function straceWords(folder: string, command: readonly string[]): string[] {
  const calls = 'trace=connect,sendto,sendmsg,sendmmsg'
  return ['strace', '-f', '-qq', '-e', calls, '-o', path.join(folder, 'trace'), ...command]
}

/** A question to a name server counts wherever that stands: it asks others. */
async function addressesIn(folder: string): Promise<string[]> {
  const trace = await readFile(path.join(folder, 'trace'), 'utf8')
  const call =
    /sin6?_port=htons\((\d+)\)(?:, sin6_flowinfo=[^,]+)?, (?:sin_addr=inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/g
  return [...trace.matchAll(call)]
    .map(([, port, address]) => ({ port, address }))
    .filter(({ port, address }) => port === '53' || !/^(127\.|::1$|::ffff:127\.)/.test(address))
    .map(({ port, address }) => `${address}, port ${port}`)
}

async function watched(child: ChildProcess, beyond: Watched['beyond']): Promise<Watched> {
  await once(child, 'spawn')
  // With the group of processes goes all that it has started, and the network.
  onTestFinished(() => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL')
  })
  let said = ''
  const ended = new Promise<number>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      said += part
      const code = /^ended (\d+)$/m.exec(said)?.at(1)
      if (code !== undefined) resolve(Number(code))
    })
    child.once('exit', (code) => {
      resolve(code ?? 1)
    })
  })
  return { child, ended, beyond }
}

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'twinsort-network-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content)
  return folder
}
