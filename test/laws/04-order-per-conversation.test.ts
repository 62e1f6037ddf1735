import assert from 'node:assert/strict'
import fc from 'fast-check'
import { accessConversation } from '../../src/actions/access.ts'
import { readFeed } from '../../src/actions/read-feed.ts'
import { record } from '../../src/actions/record.ts'
import type { Fault } from '../support/graph-api.ts'
import { openStage, type Stage, type Talk, until } from '../support/stage.ts'

const FAULTS: readonly Fault[] = [
  { kind: 'error', code: 131016, status: 500 },
  { kind: 'error', code: 130429, status: 429 },
  { kind: 'error', code: 131056, status: 400 },
  { kind: 'error', code: 131026, status: 400 },
  { kind: 'status', status: 503 },
  { kind: 'reset', accepted: true },
  { kind: 'reset', accepted: false },
  { kind: 'malformed' }
]

describe('Law 4: order per conversation', () => {
  let stage: Stage
  let talks: Talk[]

  before(async () => {
    stage = await openStage()
    talks = [await stage.talk(), await stage.talk(), await stage.talk()]
  })
  after(() => stage.close())

  it('keeps the order of each conversation at the provider, whatever goes wrong there', async () => {
    const troubles = fc.array(fc.tuple(fc.constantFrom(...FAULTS), fc.nat(2)), { minLength: 2, maxLength: 8 })
    let run = 0
    await fc.assert(
      fc.asyncProperty(troubles, async script => {
        run++
        for (const [fault, which] of script) stage.number.provider.fault(fault, { to: talkAt(which).waId })
        for (let n = 1; n <= 4; n++) {
          await Promise.all(talks.map(talk => stage.send(talk, `${run}.${n}`)))
        }
        await untilNothingIsOwed(stage)
        stage.number.provider.heal()
        for (const talk of talks) {
          const order = talk.phone.inbox.map(each => each.text ?? '').filter(text => text.startsWith(`${run}.`))
          assert.deepEqual(order, [...new Set(order)].sort(), 'each came once, in the order in which it was said')
        }
      }),
      { numRuns: 6, seed: 4 }
    )
  })

  it('lets the other conversations go on while one cannot', async () => {
    const [stuck, ...free] = talks
    assert.ok(stuck)
    stage.number.provider.fault({ kind: 'error', code: 131016, status: 500 }, { to: stuck.waId, times: 1 })
    const before = free.map(talk => talk.phone.inbox.length)
    for (const talk of talks) for (const text of ['a', 'b']) await stage.send(talk, text)
    await stage.server.settle()
    assert.deepEqual(
      free.map(talk => talk.phone.inbox.length),
      before.map(count => count + 2)
    )
    assert.notEqual(stuck.phone.inbox.at(-1)?.text, 'b')

    await untilNothingIsOwed(stage)
    assert.deepEqual(
      stuck.phone.inbox.slice(-2).map(each => each.text),
      ['a', 'b']
    )
  })

  it('loses nothing of the feed to transactions that commit late or not at all', async () => {
    const begin = (which: number) => ({ kind: 'begin', which }) as const
    const end = (which: number, kind: 'commit' | 'roll back') => ({ kind, which }) as const
    const step = fc.oneof(
      fc.nat(2).map(begin),
      fc.tuple(fc.nat(2), fc.constantFrom('commit', 'roll back')).map(([which, kind]) => end(which, kind)),
      fc.constant({ kind: 'read' } as const)
    )
    const late = [begin(0), begin(1), end(1, 'commit'), { kind: 'read' }, end(0, 'commit'), { kind: 'read' }] as const
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async steps => {
        const reader = await openReader(stage)
        const open = new Map<number, Slow>()
        for (const each of [...late, ...steps]) {
          if (each.kind === 'read') await reader.read()
          else if (each.kind !== 'begin') await finish(open, each.which, each.kind)
          else if (!open.has(each.which)) open.set(each.which, await beginSlowly(stage, talkAt(each.which)))
        }
        for (const which of [...open.keys()]) await finish(open, which, 'commit')
        const committed = await eventIds(stage)
        await until(async () => (await reader.read()) >= committed.length - reader.before, 'the feed to be complete')
        assert.deepEqual(reader.seen, committed.slice(reader.before))
      }),
      { numRuns: 5, seed: 4 }
    )
  })

  it('shows what is committed ahead of a slow transaction, and again at its place', async () => {
    const { house } = stage.server.app
    const { cursor } = await readFeed(house, stage.owner, 'none', 50)
    const slow = await beginSlowly(stage, talkAt(0))
    await stage.change(talkAt(1), { priority: 'high' })
    const early = await readFeed(house, stage.owner, cursor, 50)
    assert.deepEqual(early.data, [])
    assert.equal(early.complete, true)
    assert.deepEqual(
      early.ahead?.map(event => Reflect.get(event, 'type')),
      ['conversation.prioritized']
    )

    await slow.end('commit')
    const types: string[] = []
    await until(async () => {
      const page = await readFeed(house, stage.owner, cursor, 50)
      types.splice(0, Infinity, ...page.data.map(event => String(Reflect.get(event, 'type'))))
      return types.length === 2 && !page.ahead
    }, 'the log to be at rest')
    assert.deepEqual(types.sort(), ['conversation.prioritized', 'conversation.updated'])
  })

  function talkAt(which: number): Talk {
    const talk = talks[which]
    assert.ok(talk)
    return talk
  }
})

async function untilNothingIsOwed(stage: Stage): Promise<void> {
  for (let hours = 0; hours < 20; hours++) {
    await stage.server.settle()
    const [owed] = await stage.rows<{ count: number }>('select sum(pending)::int as count from lanes')
    if (owed?.count === 0) return
    stage.server.clock.forward({ minutes: 16 })
  }
  throw new Error('something is owed for ever')
}

function promised<Value>() {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}

interface Slow {
  end(how: 'commit' | 'roll back'): Promise<void>
}

/** A transaction that has written its event and takes its time to commit. */
async function beginSlowly(stage: Stage, talk: Talk): Promise<Slow> {
  const written = promised<void>()
  const gate = promised<'commit' | 'roll back'>()
  const done = stage.as(stage.owner, async scope => {
    const thread = await accessConversation(scope, talk.id, 'change')
    record(scope, thread, { type: 'conversation.updated' })
    await scope.ledger.write(scope.tx)
    written.resolve()
    if ((await gate.promise) === 'roll back') throw new Error('rolled back')
  })
  done.catch(() => {})
  await Promise.race([written.promise, done])
  return {
    async end(how) {
      gate.resolve(how)
      if (how === 'commit') await done
      else await assert.rejects(done, /rolled back/)
    }
  }
}

async function finish(open: Map<number, Slow>, which: number, how: 'commit' | 'roll back'): Promise<void> {
  const slow = open.get(which)
  open.delete(which)
  await slow?.end(how)
}

/** Follows the feed by its cursor, from now on. */
async function openReader(stage: Stage) {
  const seen: string[] = []
  const before = await eventIds(stage)
  let cursor = ''
  const read = async (): Promise<number> => {
    for (;;) {
      const page = await readFeed(stage.server.app.house, stage.owner, cursor, 50)
      cursor = page.cursor
      for (const event of page.data) seen.push(String(Reflect.get(event, 'id')))
      if (page.complete) return seen.length
    }
  }
  await until(async () => (await read()) >= before.length, 'what has been committed before')
  seen.length = 0
  return { before: before.length, seen, read }
}

/** All events in the order of the log, which is where each stands for ever. */
async function eventIds(stage: Stage): Promise<string[]> {
  const rows = await stage.rows<{ id: string }>('select id from events order by transaction_id, id')
  return rows.map(row => row.id)
}
