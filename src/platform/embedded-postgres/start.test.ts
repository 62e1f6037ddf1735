import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './index.ts'

describe('The embedded PostgreSQL', () => {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-postgres-test-'))
  const data = join(directory, 'data')
  let running: EmbeddedPostgres[] = []

  async function start(): Promise<EmbeddedPostgres> {
    const postgres = await startEmbeddedPostgres({ directory, database: 'house' })
    running.push(postgres)
    return postgres
  }

  before(() => chmodSync(directory, 0o711))
  afterEach(async () => {
    await Promise.all(running.map(postgres => postgres.stop()))
    running = []
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  it('makes the database it is asked for, and has it at the next start', async () => {
    const first = await start()
    await ask(first.url, 'create table kept as select 7 as number')
    await first.stop()

    const again = await start()
    assert.deepEqual(await ask(again.url, 'select current_database(), number from kept'), [
      { current_database: 'house', number: 7 }
    ])
    assert.equal(again.attached, false)
  })

  it('sees the letters of every script, whatever the locale of the machine', async () => {
    const { url } = await start()
    await ask(url, 'create extension if not exists pg_trgm')
    const [seen] = await ask(
      url,
      `select cardinality(show_trgm('Привет')) > 0 as cyrillic, cardinality(show_trgm('こんにちは')) > 0 as kana,
        lower('ÄПΩ') as lower, 'ДА' ilike 'да' as same, current_setting('server_encoding') as encoding`
    )
    assert.deepEqual(seen, { cyrillic: true, kana: true, lower: 'äпω', same: true, encoding: 'UTF8' })
  })

  it('keeps every promise about what is written', async () => {
    const { url } = await start()
    const settings = await ask(
      url,
      `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums')`
    )
    assert.deepEqual(
      new Set(settings.map(each => `${each['name']} ${each['setting']}`)),
      new Set(['fsync on', 'synchronous_commit on', 'full_page_writes on', 'data_checksums on'])
    )
  })

  it('listens on the loopback address alone and asks everyone for the secret', async () => {
    const { url, port } = await start()
    const [seen] = await ask(
      url,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        (select bool_and(auth_method = 'scram-sha-256') from pg_hba_file_rules) as scram`
    )
    assert.deepEqual(seen, { addresses: '127.0.0.1', sockets: '', scram: true })
    await assert.rejects(ask(`postgres://postgres:guess@127.0.0.1:${port}/house`, 'select'), { code: '28P01' })
    assert.equal(statSync(join(directory, 'secret')).mode & 0o777, 0o600)
  })

  it('shares the server when it is started twice, and the first to start stops it', async () => {
    const first = await start()
    const second = await start()
    assert.deepEqual([second.attached, second.pid], [true, first.pid])

    await second.stop()
    assert.deepEqual(await ask(first.url, 'select 1 as one'), [{ one: 1 }])
    await first.stop()
    await assert.rejects(ask(first.url, 'select'), { code: 'ECONNREFUSED' })
  })

  it('takes a path from the working directory for the same place', async () => {
    await ask((await start()).url, 'create table if not exists here ()')
    await running[0]?.stop()
    const from = process.cwd()
    process.chdir(directory)
    try {
      const again = await startEmbeddedPostgres({ directory: '.', database: 'house' })
      running.push(again)
      assert.deepEqual(await ask(again.url, 'select count(*)::int from here'), [{ count: 0 }])
    } finally {
      process.chdir(from)
    }
  })

  it('tells when PostgreSQL has ended', async () => {
    const postgres = await start()
    process.kill(postgres.pid, 'SIGINT')
    assert.match(await postgres.exited, /database system is shut down/)
  })

  it('starts over a pid file whose number now belongs to another program of its user', async () => {
    const other = spawn('sleep', ['60'], await dataOwner())
    await leavePidFile(other.pid ?? 0)
    assert.equal((await start()).attached, false)
    other.kill()
  })

  it('starts over a pid file whose number belongs to a PostgreSQL that is dead but not buried', async function () {
    if (process.platform !== 'linux') this.skip()
    const program = join(directory, 'postgres')
    cpSync('/bin/sleep', program)
    // exec: the new program knows nothing of the child it has and never waits for it.
    const parent = spawn('sh', ['-c', `${program} 0 & echo $!; exec sleep 60`], { ...(await dataOwner()), cwd: '/' })
    const [pid] = await once(parent.stdout.setEncoding('utf8'), 'data')
    await leavePidFile(Number(pid))
    assert.equal((await start()).attached, false)
    parent.kill()
  })

  it('starts over a pid file whose number belongs to nobody', async () => {
    await leavePidFile(4_194_300)
    assert.equal((await start()).attached, false)
  })

  it('refuses, in one sentence, a directory of another major version', async () => {
    await (await start()).stop()
    const version = readFileSync(join(data, 'PG_VERSION'), 'utf8')
    writeFileSync(join(data, 'PG_VERSION'), '11\n')
    try {
      await assert.rejects(start(), (error: Error) => {
        assert(error instanceof EmbeddedPostgresError)
        assert.match(error.message, /^The database in \S+ was made by PostgreSQL 11 and this machine has [^.]+\.$/)
        return true
      })
    } finally {
      writeFileSync(join(data, 'PG_VERSION'), version)
    }
  })

  /** Who PostgreSQL runs as: only a process of that user makes it doubt. */
  async function dataOwner(): Promise<{ uid?: number; gid?: number }> {
    await (await start()).stop()
    const { uid, gid } = statSync(data)
    return process.getuid?.() === 0 ? { uid, gid } : {}
  }

  async function leavePidFile(pid: number): Promise<void> {
    await (await start()).stop()
    const file = join(data, 'postmaster.pid')
    writeFileSync(file, `${pid}\n${data}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`, { mode: 0o600 })
    const owner = statSync(data)
    if (process.getuid?.() === 0) chownSync(file, owner.uid, owner.gid)
  }
})

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}
