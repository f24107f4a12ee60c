/** @file Files that a person names: what is no ordinary file, or too large, is refused before it is read, by every command. */
import { execFileSync } from 'node:child_process'
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readNamedFile } from '../../../main/files/named-file.ts'
import { runCommand } from '../../support/command-line.ts'
import { engineIn, plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

const isUnix = process.platform !== 'win32'

/** A file of each kind that is not to be read, with the words that say why. */
async function oddFiles(folder: string): Promise<[string, RegExp][]> {
  await mkdir(path.join(folder, 'folder.csv'))
  await writeFile(path.join(folder, 'large.csv'), '')
  await truncate(path.join(folder, 'large.csv'), 5e9) // takes no room on the disk
  const odd: [string, RegExp][] = [
    ['folder.csv', /is a folder/],
    ['large.csv', /too large/],
    ['nothing.csv', /cannot be read/],
  ]
  if (!isUnix) return odd
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path.join(folder, 'pipe.csv')])
  await symlink('/dev/zero', path.join(folder, 'zero.csv'))
  await symlink('circle.csv', path.join(folder, 'circle.csv'))
  const server = createServer().listen(path.join(folder, 'socket.csv'))
  onTestFinished(() => {
    server.close()
  })
  return [
    ...odd,
    ['pipe.csv', /device or a pipe/],
    ['zero.csv', /device or a pipe/],
    ['socket.csv', /device or a pipe/],
    ['circle.csv', /cannot be read/],
  ]
}

describe('a file that is named', () => {
  it('is read whole', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'a.txt')
    for (const size of [0, 1, 70_000]) {
      await writeFile(file, Buffer.alloc(size, 7))
      expect(await readNamedFile(file, 70_000)).toEqual(Buffer.alloc(size, 7))
    }
    await expect(readNamedFile(file, 69_999)).rejects.toMatchObject({ code: 'bad-input' })
    await symlink(file, path.join(folder, 'link.txt'))
    expect(await readNamedFile(path.join(folder, 'link.txt'), 1e6)).toHaveLength(70_000)
  })

  it.runIf(process.platform === 'linux')(
    'is read and limited where it does not say how long it is',
    async () => {
      expect((await readNamedFile('/proc/self/status', 1e6)).toString()).toContain('Name:')
      await expect(readNamedFile('/proc/self/status', 100)).rejects.toThrow(/too large/)
    },
  )

  it('is refused with its name and the reason where it is anything else', async () => {
    const folder = await temporaryFolder()
    for (const [name, reason] of await oddFiles(folder)) {
      const file = path.join(folder, name)
      const refused = readNamedFile(file, 1e6)
      await expect(refused, name).rejects.toThrow(reason)
      await expect(refused, name).rejects.toThrow(file)
    }
  })
})

describe('every command that takes a file', () => {
  it('refuses what is no ordinary file, and the engine goes on', async () => {
    const folder = await temporaryFolder()
    await plantPhotos(storeIn(folder), path.join(folder, 'photos'), { 'a.jpg': 'a' })
    const { handlers } = engineIn(folder)
    const call = { signal: new AbortController().signal }
    for (const [name, reason] of await oddFiles(folder)) {
      const file = path.join(folder, name)
      const ownBackbone = { file, preprocessing: {}, adopt: 'never' as const }
      const tried: [string, () => unknown][] = [
        ['label', () => handlers.label({ file, items: [] }, call)],
        ['importHistory', () => handlers.importHistory({ file }, call)],
        ['evaluate', () => handlers.evaluate({ truth: { kind: 'csv', file } }, call)],
        ['suggest', () => handlers.suggest({ by: file, minProbability: 0, language: 'en' }, call)],
        ['inspectBackbone', () => handlers.inspectBackbone(ownBackbone, call)],
      ]
      for (const [command, run] of tried) {
        // The largest network is 2 GiB, and the large file has 5 GB: too large for all of them.
        await expect(Promise.resolve().then(run), `${command} ${name}`).rejects.toThrow(reason)
      }
    }
    expect(await handlers.status({}, call)).toMatchObject({ photos: 1 })
  })

  it.each([
    ['decide', ['decide', '--file', '/dev/zero'], ''],
    ['decide, by its standard input', ['decide', '--file', '-'], ' '.repeat(17e6)],
    ['index', ['index', '.', '--backbone', 'x.onnx', '--preprocessing', '/dev/zero'], ''],
  ])('%s reads no more of it than can be meant', async (_what, words, input) => {
    const folder = await temporaryFolder()
    const { code, stdout } = await runCommand([...words, '--json', '--library', path.join(folder, 'l')], {
      cwd: folder,
      input,
    })
    expect(code).toBe(2)
    expect(stdout).toMatch(/device or a pipe|too large/)
  })
})
