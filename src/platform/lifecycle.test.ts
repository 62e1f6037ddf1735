import assert from 'node:assert/strict'
import { createLifecycle } from './lifecycle.ts'
import { createLog } from './log.ts'

function life({ graceMs = 1_000 } = {}) {
  const told: string[] = []
  const lifecycle = createLifecycle({ log: createLog({ level: 'silent' }), graceMs, checkTimeoutMs: 10 })
  const add = (name: string, start: () => unknown = () => {}, stop: () => unknown = () => {}) =>
    lifecycle.add({
      name,
      async start() {
        told.push(`+${name}`)
        await start()
      },
      async stop() {
        told.push(`-${name}`)
        await stop()
      }
    })
  return { lifecycle, told, add }
}

const never = (): Promise<never> => new Promise(() => {})
const fail = (): never => {
  throw new Error('gone')
}

function door() {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open: () => open(), opened }
}

describe('A process', () => {
  it('starts its parts in order and stops them in reverse, once', async () => {
    const { lifecycle, told, add } = life()
    for (const name of ['database', 'server', 'workers']) add(name)
    await lifecycle.start()
    await Promise.all([lifecycle.stop(), lifecycle.stop()])
    assert.deepEqual(told, ['+database', '+server', '+workers', '-workers', '-server', '-database'])
  })

  it('begins no further part when one cannot start, and stops those that have begun when told to', async () => {
    const { lifecycle, told, add } = life()
    add('database')
    add('server', () => Promise.reject(new Error('port taken')))
    add('workers')
    await assert.rejects(lifecycle.start(), /port taken/)
    assert.deepEqual(await lifecycle.whyNotReady(), ['starting'])
    await lifecycle.stop()
    assert.deepEqual(told, ['+database', '+server', '-server', '-database'])
  })

  it('stops all the others when one does not stop well', async () => {
    const { lifecycle, told, add } = life()
    add('database')
    add('server', undefined, fail)
    add('workers')
    await lifecycle.start()
    await lifecycle.stop()
    assert.deepEqual(told.slice(3), ['-workers', '-server', '-database'])
  })

  it('waits no longer than its grace', async () => {
    const { lifecycle, told, add } = life({ graceMs: 20 })
    add('database')
    add('server', undefined, never)
    await lifecycle.start()
    await lifecycle.stop()
    assert.deepEqual(told.slice(2), ['-server'])
  })

  it('begins nothing more when it is stopped while starting, and lets the part under way come to stand first', async () => {
    const { lifecycle, told, add } = life()
    const { open, opened } = door()
    add('database', async () => {
      await opened
      told.push('stands')
    })
    add('server')
    const starting = assert.rejects(lifecycle.start(), /before server/)
    const stopping = lifecycle.stop()
    open()
    await Promise.all([starting, stopping])
    assert.deepEqual(told, ['+database', 'stands', '-database'])
    assert.deepEqual(await lifecycle.whyNotReady(), ['draining'])
  })
})

describe('Readiness', () => {
  it('begins when all has started and ends when draining begins', async () => {
    const { lifecycle, add } = life()
    const { open, opened } = door()
    add('server', undefined, () => opened)
    assert.deepEqual(await lifecycle.whyNotReady(), ['starting'])
    await lifecycle.start()
    assert.deepEqual(await lifecycle.whyNotReady(), [])
    const stopped = lifecycle.stop()
    assert.deepEqual(await lifecycle.whyNotReady(), ['draining'])
    open()
    await stopped
  })

  it('needs every check to hold, whether it throws, rejects or hangs', async () => {
    const { lifecycle } = life()
    let well = true
    lifecycle.addCheck('thrown', () => well || fail())
    lifecycle.addCheck('rejected', async () => well || fail())
    lifecycle.addCheck('hung', () => well || never())
    lifecycle.addCheck('whole', () => true)
    await lifecycle.start()
    assert.deepEqual(await lifecycle.whyNotReady(), [])
    well = false
    assert.deepEqual(await lifecycle.whyNotReady(), ['thrown', 'rejected', 'hung'])
  })
})
