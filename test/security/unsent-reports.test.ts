/**
 * @file Reports of ONNX Runtime that were never sent: those of Twinsort are removed, those of other programs stay, and a file that is
 * in use or not understood is left alone. What ONNX Runtime really writes is tried in a network of its own, which nothing leaves.
 */
import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import protobuf from 'protobufjs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../main/engine/folders.ts'
import { reportsFolder } from '../../main/jobs/library/unsent-reports.ts'
import { encodeModel } from '../../main/math/onnx/onnx-write.ts'
import { removeOwnReports } from '../../main/store/lifecycle/unsent-reports.ts'
import { contract } from '../../shared/contract.ts'
import { runCommand } from '../support/command-line.ts'
import { temporaryFolder } from '../support/folder.ts'
import { environmentAtHome } from '../support/home.ts'
import { ownNetwork } from '../support/network-watch.ts'

const FILE = 'onnxruntime.db'
const FOREIGN = { modelProducerName: 'pytorch', modelGraphName: 'main_graph' }
const OURS = { modelProducerName: 'twinsort', modelMetaData: 'classes=["grandmother","the garden"]' }
const SHIPPED = { modelProducerName: 'efficientnet-lite conversion' }

const text = (said: string): Uint8Array => protobuf.Writer.create().string(said).finish()
const head = (id: number, type: number): number[] => (id < 6 ? [(id << 5) | type] : [(6 << 5) | type, id])

/** A report as ONNX Runtime writes it, with some of its fields. */
function report(process: string, said: Record<string, string> = {}, program = '/usr/bin/node'): Buffer {
  const values = Object.entries({ AppSessionGuid: process, ...said })
  const properties = values.flatMap(([name, value]) => [...text(name), ...head(3, 9), ...text(value), 0])
  return Buffer.from([
    ...[...head(1, 9), ...text('3.0'), ...head(2, 9), ...text('SessionCreation'), ...head(3, 17), 0x80, 0x01],
    ...[...head(25, 11), 10, 1, ...head(5, 9), ...text(program), 0],
    ...[...head(70, 11), 10, 1, ...head(1, 13), 9, 10, values.length, ...properties, 0, 0],
  ])
}

/** A database like those of ONNX Runtime, closed. */
async function databaseOf(payloads: readonly Buffer[], more = ''): Promise<string> {
  const folder = await temporaryFolder()
  const database = new SqliteDatabase(path.join(folder, FILE))
  database.pragma('journal_mode = WAL')
  database.exec(`PRAGMA user_version = 1;
    CREATE TABLE events (record_id TEXT,tenant_token TEXT NOT NULL,latency INTEGER,persistence INTEGER,timestamp INTEGER,
      retry_count INTEGER DEFAULT 0,reserved_until INTEGER DEFAULT 0,payload BLOB);
    CREATE TABLE settings (name TEXT,value TEXT, PRIMARY KEY (name));${more}`)
  const insert = "INSERT INTO events (tenant_token, payload) VALUES ('token', ?)"
  for (const payload of payloads) database.prepare(insert).run(payload)
  database.close()
  return folder
}

function payloadsIn(folder: string): unknown[] {
  const database = new SqliteDatabase(path.join(folder, FILE))
  try {
    return database.prepare('SELECT payload FROM events ORDER BY rowid').pluck().all()
  } finally {
    database.close()
  }
}

const bytesOf = async (folder: string): Promise<string> =>
  (await readFile(path.join(folder, FILE))).toString('latin1')

test('a process that opened models of Twinsort leaves no report, another one leaves all of its own', async () => {
  const stay = [
    report('b', FOREIGN),
    report('b'),
    report('c', SHIPPED), // no proof by itself
    report('d', FOREIGN, '/opt/not-twinsort/twinsorter'),
    report('e'),
    report('f', FOREIGN), // opened a network that Twinsort exported, among others
    report('f'),
    Buffer.from('twinsort, but no report'),
  ]
  const go = [
    report('a', OURS),
    report('a', SHIPPED),
    report('a'),
    report('f', OURS),
    report('g', FOREIGN, '/opt/Twinsort/twinsort'),
  ]
  const folder = await databaseOf([...go, ...stay])
  expect(removeOwnReports(folder)).toEqual({ removed: go.length, left: undefined })
  expect(payloadsIn(folder)).toEqual(stay)
  for (const word of ['grandmother', '/opt/Twinsort/']) expect(await bytesOf(folder)).not.toContain(word)
  expect(removeOwnReports(folder)).toEqual({ removed: 0, left: undefined })
})

test('a file without any of Twinsort, and a folder without a file, are not touched', async () => {
  const folder = await databaseOf([report('b', FOREIGN)])
  const before = await bytesOf(folder)
  const other = new SqliteDatabase(path.join(folder, FILE))
  onTestFinished(() => {
    other.close()
  })
  expect(other.prepare('SELECT count(*) FROM events').pluck().get()).toBe(1)
  expect(removeOwnReports(folder)).toEqual({ removed: 0, left: undefined }) // in use, which is no matter
  expect(await bytesOf(folder)).toBe(before)
  const empty = await temporaryFolder()
  expect(removeOwnReports(empty)).toEqual({ removed: 0, left: undefined })
  expect(await readdir(empty)).toEqual([])
})

test('a file that another program has open is left alone until that ends', async () => {
  const folder = await databaseOf([report('a', OURS)])
  const other = new SqliteDatabase(path.join(folder, FILE))
  expect(other.prepare('SELECT count(*) FROM events').pluck().get()).toBe(1)
  expect(removeOwnReports(folder)).toEqual({ removed: 0, left: 'in-use' })
  expect(other.prepare('SELECT payload FROM events').pluck().all()).toEqual([report('a', OURS)])
  other.close()
  expect(removeOwnReports(folder)).toEqual({ removed: 1, left: undefined })
})

test('what a killed process left in the write-ahead log is removed as well', async () => {
  const [folder, killed] = [await databaseOf([]), await temporaryFolder()]
  const database = new SqliteDatabase(path.join(folder, FILE))
  database.prepare("INSERT INTO events (tenant_token, payload) VALUES ('token', ?)").run(report('a', OURS))
  for (const end of ['', '-wal']) {
    await copyFile(path.join(folder, FILE + end), path.join(killed, FILE + end))
  }
  database.close()
  expect(await bytesOf(killed)).not.toContain('twinsort')
  expect(removeOwnReports(killed)).toEqual({ removed: 1, left: undefined })
  expect(await readdir(killed)).toEqual([FILE])
  expect(payloadsIn(killed)).toEqual([])
})

describe('a file that is not understood is left as it is', () => {
  const DELETES = 'CREATE TRIGGER t AFTER DELETE ON events BEGIN DELETE FROM settings; END;'
  test.each([
    ['of another version', () => databaseOf([report('a', OURS)], 'PRAGMA user_version = 2;')],
    ['with another column', () => databaseOf([report('a', OURS)], 'ALTER TABLE events ADD COLUMN more;')],
    [
      'without its table',
      () => databaseOf([], "DROP TABLE events; INSERT INTO settings VALUES ('twinsort', 1);"),
    ],
    ['with a trigger', () => databaseOf([report('a', OURS)], DELETES)],
  ])('%s', async (_, made) => {
    const folder = await made()
    const before = await bytesOf(folder)
    expect(removeOwnReports(folder)).toEqual({ removed: 0, left: 'not-understood' })
    expect(await bytesOf(folder)).toBe(before)
  })

  test('damaged, or no database', async () => {
    const folder = await databaseOf(Array.from({ length: 60 }, () => report('a', OURS)))
    const file = path.join(folder, FILE)
    const whole = await readFile(file)
    const garbled = Buffer.from(whole).fill(0xa5, 4096 * 3, 4096 * 3 + 600)
    for (const damaged of [whole.subarray(0, whole.length - 4096), garbled, Buffer.from('twinsort')]) {
      await writeFile(file, damaged)
      expect(removeOwnReports(folder)).toEqual({ removed: 0, left: 'not-understood' })
      expect(await readFile(file)).toEqual(damaged)
    }
  })
})

const reads = (at: string): Promise<unknown> => readFile(at).catch(() => undefined)

test.skipIf(process.platform === 'win32')('without permission to read it says so', async () => {
  const folder = await databaseOf([report('a', OURS)])
  const file = path.join(folder, FILE)
  await chmod(file, 0)
  // The superuser may read it all the same.
  const expected = (await reads(file)) === undefined ? { removed: 0, left: 'no-access' } : { removed: 1 }
  expect(removeOwnReports(folder)).toMatchObject(expected)
})

test('the folder is where ONNX Runtime has it', () => {
  const end = path.join('Microsoft', 'DeveloperTools', '.onnxruntime')
  expect(reportsFolder({ XDG_CACHE_HOME: '/caches' }, 'linux')).toBe(path.join('/caches', end))
  expect(reportsFolder({ XDG_CACHE_HOME: '' }, 'linux')).toMatch(path.join('.cache', end))
  expect(reportsFolder({}, 'linux')).toMatch(path.join('.cache', end))
  expect(reportsFolder({ XDG_CACHE_HOME: '/caches' }, 'darwin')).toMatch(
    path.join('Application Support', end),
  )
  expect(reportsFolder({}, 'win32')).toBeUndefined()
})

/** Opens models with ONNX Runtime's reports on, and ends, as any program with it does. */
const OPEN_ALL = `const { InferenceSession } = require('onnxruntime-node')
  void (async () => { for (const file of process.argv.slice(1)) await (await InferenceSession.create(file)).release() })()`

const network = ownNetwork()
if (network === undefined)
  process.stdout.write('What ONNX Runtime itself leaves is not tested: no network of its own (unshare).\n')

test.skipIf(network === undefined)(
  'what ONNX Runtime really left is removed by the next command, and doctor says so',
  async () => {
    const home = await temporaryFolder()
    const env = environmentAtHome(home)
    const [mine, foreign] = [path.join(home, 'mine.onnx'), path.join(home, 'foreign.onnx')]
    const model = encodeModel({
      graph: {
        name: 'mine',
        inputs: [{ name: 'x', type: 'float32', shape: [1] }],
        outputs: [{ name: 'y', type: 'float32', shape: [1] }],
        nodes: [{ operator: 'Neg', inputs: ['x'], outputs: ['y'] }],
      },
      operatorSets: { '': 17 },
      metadata: { classes: '["grandmother","the garden"]' },
    })
    await writeFile(mine, model)
    await writeFile(foreign, Buffer.from(model).toString('latin1').replace('twinsort', 'stranger'), 'latin1')
    for (const file of [mine, foreign]) {
      const started = await network?.start([process.execPath, '-e', OPEN_ALL, file], {
        env,
        cwd: packageRoot(),
      })
      expect(await started?.ended).toBe(0)
    }
    const folder = path.join(home, '.cache', 'Microsoft', 'DeveloperTools', '.onnxruntime')
    const before = payloadsIn(folder).length
    expect(await bytesOf(folder)).toContain('twinsort')
    await mkdir(path.join(home, 'library'))
    const words = ['doctor', '--library', path.join(home, 'library')]
    const environment = { HOME: home, XDG_CACHE_HOME: '' }
    const { stdout } = await runCommand([...words, '--json'], { environment })
    const { unsentReports } = contract.doctor.output.parse(JSON.parse(stdout))
    expect(unsentReports).toEqual({ folder, removed: before - payloadsIn(folder).length, left: null })
    expect(unsentReports?.removed).toBeGreaterThan(0)
    expect(await bytesOf(folder)).not.toContain('twinsort')
    expect(await bytesOf(folder)).toContain('stranger')
    const said = await runCommand(words, { environment })
    expect(said.stdout).toContain(`Unsent reports of ONNX Runtime in ${folder}: none is of Twinsort.`)
  },
)
