import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres/index.ts'

describe('The embedded PostgreSQL, when something dies', () => {
  let directory: string
  let keepers: Keeper[]

  beforeEach(() => {
    keepers = []
    directory = mkdtempSync(join(tmpdir(), 'crashes-'))
    chmodSync(directory, 0o711)
  })
  afterEach(async () => {
    for (const keeper of keepers) await keeper.die()
    const left = await startEmbeddedPostgres({ directory })
    await left.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  async function keep(): Promise<Keeper> {
    const keeper = await Keeper.start(directory)
    keepers.push(keeper)
    return keeper
  }

  it('lives through a Ctrl-C until its keeper has drained', async () => {
    const keeper = await keep()
    await keeper.wrote(100)
    process.kill(-keeper.group, 'SIGINT')
    await keeper.gone
    assert.equal(keeper.drained, true)
    assert.equal(existsSync(join(directory, 'data', 'postmaster.pid')), false)
  })

  it('stops by itself when its keeper is killed, and has every acknowledged row at the next start', async () => {
    const keeper = await keep()
    await keeper.wrote(500)
    process.kill(keeper.group, 'SIGKILL')
    await keeper.gone
    assert.deepEqual(await lost(keeper), { attached: false, lost: 0 })
  })

  it('has every acknowledged row after it was killed itself', async () => {
    const keeper = await keep()
    await keeper.wrote(500)
    process.kill(keeper.pid, 'SIGKILL')
    await keeper.gone
    assert.deepEqual(await lost(keeper), { attached: false, lost: 0 })
  })

  it('is taken over when keeper and supervisor were killed, and stops with who took it over', async function () {
    if (process.platform !== 'linux') this.skip()
    const keeper = await keep()
    await keeper.wrote(100)
    const supervisor = parentOf(keeper.pid)
    for (const pid of [...childrenOf(supervisor).filter(pid => pid !== keeper.pid), supervisor, keeper.group]) {
      process.kill(pid, 'SIGKILL')
    }
    await keeper.gone

    const heir = await startEmbeddedPostgres({ directory })
    assert.deepEqual([heir.attached, heir.pid], [true, keeper.pid])
    await heir.stop()
    assert.equal(existsSync(join(directory, 'data', 'postmaster.pid')), false)
  })

  async function lost({ acknowledged }: Keeper): Promise<{ attached: boolean; lost: number }> {
    const postgres = await startEmbeddedPostgres({ directory })
    const client = new pg.Client(postgres.url)
    try {
      await client.connect()
      const { rows } = await client.query<{ id: number }>('select id from rows')
      const kept = new Set(rows.map(row => row.id))
      return { attached: postgres.attached, lost: acknowledged.filter(id => !kept.has(id)).length }
    } finally {
      await client.end()
      await postgres.stop()
    }
  }
})

interface Said {
  readonly id?: number
  readonly pid?: number
  readonly drained?: boolean
}

/** The program beside, in a process group of its own as in a terminal. */
class Keeper {
  readonly acknowledged: number[] = []
  pid = 0
  drained = false
  readonly gone: Promise<unknown>
  private readonly child: ChildProcess

  private constructor(directory: string) {
    const program = join(import.meta.dirname, 'keeper.ts')
    const child = spawn(process.execPath, ['--import', 'tsx', program, directory], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore']
    })
    this.child = child
    const lines = createInterface({ input: child.stdout })
    // Not before its last words are read.
    this.gone = Promise.all([once(child, 'close'), once(lines, 'close')])
    lines.on('line', line => {
      this.hear(JSON.parse(line) as Said)
      lines.emit('heard')
    })
    this.heard = () => once(lines, 'heard')
  }

  private readonly heard: () => Promise<unknown>

  static async start(directory: string): Promise<Keeper> {
    const keeper = new Keeper(directory)
    while (keeper.pid === 0) await keeper.heard()
    return keeper
  }

  private hear({ id, pid, drained }: Said): void {
    if (id !== undefined) this.acknowledged.push(id)
    if (pid !== undefined) this.pid = pid
    if (drained) this.drained = true
  }

  get group(): number {
    return this.child.pid ?? 0
  }

  async wrote(count: number): Promise<void> {
    while (this.acknowledged.length < count) await this.heard()
  }

  async die(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.gone
  }
}

function parentOf(pid: number): number {
  // pid (program) state parent …
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
}
