import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import pg from 'pg'
import { createLog } from './log.ts'
import { createWakeup, type Wakeup, type WakeupOptions } from './wakeup.ts'

const url = process.env['TEST_DATABASE_URL'] ?? ''
const channel = `wakeup test ${process.pid}`

/** How often a wake-up call has woken, and a way to wait for the next time. */
function ear(wakeup: Wakeup) {
  let heard = 0
  let arrived = () => {}
  wakeup.onWake(() => {
    heard++
    arrived()
  })
  return {
    heard: () => heard,
    async count(number: number) {
      while (heard < number) {
        await new Promise<void>(resolve => {
          arrived = resolve
        })
      }
    }
  }
}

/** A door in front of the database that can go silent without closing, or slam. */
async function proxy() {
  const target = new URL(url)
  const [host, port] = [target.hostname, Number(target.port || 5432)]
  const pairs: [Socket, Socket][] = []
  const server = createServer(inner => {
    const outer = connect(port, host)
    for (const socket of [inner, outer]) socket.on('error', () => {})
    pairs.push([inner.pipe(outer), outer.pipe(inner)])
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  target.port = String(typeof address === 'object' ? address?.port : '')
  target.hostname = '127.0.0.1'
  const fallSilent = () =>
    pairs.splice(0).map(([outer, inner]) => [outer.unpipe(), inner.unpipe(), outer.pause(), inner.pause()])
  const silenced: Socket[] = []
  return {
    connectionString: target.href,
    fallSilent: () => silenced.push(...fallSilent().flat()),
    async shut() {
      server.close()
      await once(server, 'close')
    },
    async open() {
      server.listen(Number(target.port), '127.0.0.1')
      await once(server, 'listening')
    },
    close() {
      for (const socket of [...silenced, ...pairs.flat()]) socket.destroy()
      server.close()
    }
  }
}

describe('A wake-up call', () => {
  let database: pg.Client
  let wakeups: Wakeup[] = []

  const make = (processId: string, options: Partial<WakeupOptions> = {}) => {
    const log = createLog({ level: 'silent' })
    const wakeup = createWakeup({ connectionString: url, channel, processId, log, longestPauseMs: 100, ...options })
    wakeups.push(wakeup)
    return wakeup
  }
  const started = async (processId: string, options: Partial<WakeupOptions> = {}) => {
    const wakeup = make(processId, options)
    await wakeup.start()
    return wakeup
  }

  before(async function () {
    if (url === '') return this.skip()
    database = new pg.Client({ connectionString: url })
    database.on('error', () => {})
    await database.connect()
  })
  afterEach(async () => {
    await Promise.all(wakeups.map(wakeup => wakeup.stop()))
    wakeups = []
  })
  after(() => database?.end())

  it('wakes everybody once when it begins to listen, since something may have been missed', async () => {
    const wakeup = make('a')
    const { heard } = ear(wakeup)
    assert.equal(wakeup.connected, false)
    await wakeup.start()
    assert.deepEqual([wakeup.connected, heard()], [true, 1])
  })

  it('reaches every other process that listens, and not its own', async () => {
    const [here, there, elsewhere] = [await started('a'), await started('b'), await started('c')]
    const ears = [there, elsewhere].map(ear)
    const own = ear(here)
    here.notify()
    await Promise.all(ears.map(({ count }) => count(1)))
    // The others' answer comes after one's own call: it is the only one that is heard.
    there.notify()
    await own.count(1)
    assert.equal(own.heard(), 1)
  })

  it('goes out at once and then joined: a thousand calls are two', async () => {
    const [here, there] = [await started('a'), await started('b')]
    const { heard, count } = ear(there)
    for (let call = 0; call < 1000; call++) here.notify()
    await count(2)
    await database.query('select pg_notify($1, $2)', [channel, 'end'])
    await count(3)
    assert.equal(heard(), 3)
  })

  it('hears what others send with SQL, and nothing of other channels', async () => {
    const { heard, count } = ear(await started('a'))
    await database.query('select pg_notify($1, $2)', ['another channel', 'b'])
    await database.query('select pg_notify($1, $2)', [channel, ''])
    await count(1)
    assert.equal(heard(), 1)
  })

  it('comes back when its backend is killed, wakes once, and sends what it could not', async () => {
    const here = await started('a', { channel: `${channel} kill` })
    const other = await started('c', { channel: `${channel} kill` })
    const own = ear(here)
    const others = ear(other)
    const kill = `
      select pg_terminate_backend(pid, 5000) as killed from pg_stat_activity
      where application_name = 'parley-wakeup' and query = $1
      order by backend_start limit 1`
    const { rows } = await database.query(kill, [`listen "${channel} kill"`])
    assert.deepEqual(rows, [{ killed: true }])
    here.notify()
    await own.count(1)
    await others.count(1)
    assert.ok(here.connected)
    assert.equal(own.heard(), 1)
  })

  it('notices a line that died in silence', async () => {
    const door = await proxy()
    try {
      const options = { connectionString: door.connectionString, heartbeatMs: 20, answerTimeoutMs: 100 }
      const [here, there] = [await started('a', options), await started('b')]
      const own = ear(here)
      const others = ear(there)
      door.fallSilent()
      await own.count(1)
      here.notify()
      await others.count(1)
      assert.equal(others.heard(), 1)
    } finally {
      await Promise.all(wakeups.map(wakeup => wakeup.stop()))
      door.close()
    }
  })

  it('waits for a database that is not there yet, and then sends what it was told before', async () => {
    const door = await proxy()
    try {
      await door.shut()
      const others = ear(await started('b'))
      const here = make('a', { connectionString: door.connectionString })
      const own = ear(here)
      here.notify()
      await here.start()
      assert.equal(here.connected, false)
      await door.open()
      await own.count(1)
      await others.count(1)
    } finally {
      await Promise.all(wakeups.map(wakeup => wakeup.stop()))
      door.close()
    }
  })

  it('can be stopped while there is no database', async () => {
    const door = await proxy()
    await door.shut()
    const wakeup = await started('a', { connectionString: door.connectionString })
    await wakeup.stop()
    assert.equal(wakeup.connected, false)
  })

  it('is not stopped by a listener that throws', async () => {
    const [here, there] = [await started('a'), make('b')]
    there.onWake(() => {
      throw new Error('mine')
    })
    const { count } = ear(there)
    await there.start()
    here.notify()
    await count(2)
  })

  it('sends what still waits when it stops', async () => {
    const [here, there] = [await started('a'), await started('b')]
    const { count, heard } = ear(there)
    here.notify()
    here.notify()
    await here.stop()
    await count(2)
    assert.equal(heard(), 2)
  })
})
