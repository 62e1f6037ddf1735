import assert from 'node:assert/strict'
import { openStage, type Stage } from '../../../test/support/stage.ts'
import { ioOf } from '../../declarations.ts'
import { type Client, connect } from '../connect.ts'
import type { Live } from '../live.ts'

describe('A replica', () => {
  let stage: Stage
  let client: Client

  before(async () => {
    stage = await openStage()
  })
  beforeEach(() => {
    client = connect({ url: stage.server.url, apiKey: stage.organization.owner.apiKey })
  })
  afterEach(() => client.close())
  after(() => stage.close())

  it('keeps a list as conversations come, change and leave it', async () => {
    const list = client.replica.conversations({ status: 'open' })
    const first = await stage.talk()
    const second = await stage.talk()
    await so(list, ({ rows }) => ids(rows).join() === [second.id, first.id].join())

    stage.server.clock.forward({ seconds: 1 })
    await first.phone.says('Once more')
    await so(list, ({ rows }) => ids(rows)[0] === first.id)
    assert.equal(list.get().complete, true)
    assert.equal(list.get().total, 2)

    await stage.change(first, { status: 'closed' })
    await so(list, ({ rows }) => ids(rows).join() === String(second.id))
    assert.equal(list.get().total, 1)
    list.close()
  })

  it('finds what only the server can find, though it knows the row already', async () => {
    const all = client.replica.conversations()
    const talk = await stage.talk()
    await so(all, ({ rows }) => ids(rows).includes(talk.id))
    const found = client.replica.conversations({ searchTerm: talk.waId })
    await so(found, ({ rows }) => ids(rows).join() === String(talk.id))
    assert.equal(
      found.get().rows[0],
      all.get().rows.find(row => row.id === talk.id)
    )
    found.close()
    all.close()
  })

  it('gives the same rows until they change', async () => {
    const list = client.replica.conversations()
    const still = await stage.talk()
    const moving = await stage.talk()
    await so(list, ({ rows }) => ids(rows).includes(still.id) && ids(rows).includes(moving.id))
    const before = new Map(list.get().rows.map(row => [row.id, row]))
    await moving.phone.says('Moving')
    await so(list, ({ rows }) => rows.some(row => row.id === moving.id && row !== before.get(moving.id)))
    assert.equal(
      list.get().rows.find(row => row.id === still.id),
      before.get(still.id)
    )
    list.close()
  })

  it('shows what is said, in order, and goes back page by page', async () => {
    const talk = await stage.talk()
    await talk.phone.batch(Array.from({ length: 60 }, (_, index) => talk.phone.event.says(`${index + 1}`)))
    await stage.server.settle()
    const thread = client.replica.messages(talk.id)
    await so(thread, ({ rows, loading }) => !loading && rows.length === 50)
    assert.equal(thread.get().hasEarlier, true)
    await thread.earlier()
    await so(thread, ({ rows }) => rows.length === 61)
    assert.equal(thread.get().hasEarlier, false)
    await talk.phone.says('last')
    await so(thread, ({ rows }) => rows.at(-1)?.message_text === 'last')
    const texts = thread.get().rows.map(row => row.message_text)
    assert.deepEqual(texts, ['Hello!', ...Array.from({ length: 60 }, (_, index) => `${index + 1}`), 'last'])
    thread.close()
  })

  it('shows a draft at once, and once when the server has taken it', async () => {
    const talk = await stage.talk()
    const thread = client.replica.messages(talk.id)
    await so(thread, ({ rows }) => rows.length === 1)
    const clientId = thread.send({ message_type: 'text', message_text: 'On my way' })
    assert.equal(thread.get().rows.at(-1)?.local?.state, 'sending')
    await so(thread, ({ rows }) => rows.length === 2 && !rows[1]?.local)
    assert.equal(thread.get().rows[1]?.client_id, clientId)
    thread.close()
  })

  it('keeps what was refused, until it is said again', async () => {
    const talk = await stage.talk()
    const thread = client.replica.messages(talk.id)
    await so(thread, ({ rows }) => rows.length === 1)
    await stage.change(talk, { blocked: true })
    const clientId = thread.send({ message_type: 'text', message_text: 'Listen' })
    await so(thread, ({ rows }) => rows.at(-1)?.local?.state === 'failed')
    assert.match(String(thread.get().rows.at(-1)?.local?.error?.message), /blocked/)
    await stage.change(talk, { blocked: false })
    thread.retry(clientId)
    await so(thread, ({ rows }) => rows.some(row => row.client_id === clientId && !row.local))
    thread.close()
  })

  it('makes good what happened while the line was cut', async () => {
    const talk = await stage.talk()
    const list = client.replica.conversations()
    const thread = client.replica.messages(talk.id)
    await so(thread, ({ rows }) => rows.length === 1)
    await so(list, ({ rows }) => ids(rows).includes(talk.id))

    cutLines()
    await so(client.status, status => status === 'offline')
    const missed = await stage.talk()
    stage.server.clock.forward({ seconds: 1 })
    await talk.phone.says('Are you there?')
    await stage.server.settle()
    await so(thread, ({ rows }) => rows.at(-1)?.message_text === 'Are you there?')
    await so(list, ({ rows }) => ids(rows).slice(0, 2).join() === [talk.id, missed.id].join())
    thread.close()
    list.close()
  })

  it('knows what was committed during a break while an older transaction is still under way', async () => {
    const talk = await stage.talk()
    const list = client.replica.conversations()
    await so(list, ({ rows }) => ids(rows).includes(talk.id))
    const old = await beginTransaction()
    cutLines()
    await so(client.status, status => status === 'offline')
    await stage.change(talk, { priority: 'urgent' })
    await so(client.status, status => status === 'live')
    await so(list, ({ rows }) => rows.find(row => row.id === talk.id)?.priority === 'urgent')
    await old.end()
    list.close()
  })

  function cutLines(): void {
    for (const socket of ioOf(stage.server.app.feathers)?.sockets.sockets.values() ?? []) socket.conn.close()
  }

  /** It has its number, and takes its time. */
  async function beginTransaction(): Promise<{ end(): Promise<unknown> }> {
    let end: () => void = () => {}
    const gate = new Promise<void>(resolve => {
      end = resolve
    })
    let begun: () => void = () => {}
    const isBegun = new Promise<void>(resolve => {
      begun = resolve
    })
    const done = stage.as(stage.owner, async ({ tx }) => {
      await tx.query({ text: 'select pg_current_xact_id()' })
      begun()
      await gate
    })
    await isBegun
    return {
      end() {
        end()
        return done
      }
    }
  }
})

function ids(rows: readonly { readonly id: number }[]): number[] {
  return rows.map(row => row.id)
}

/** Fulfilled when it is so. */
function so<Value>(live: Live<Value>, isSo: (value: Value) => boolean): Promise<void> {
  return new Promise(resolve => {
    const forget = live.subscribe(check)
    check()

    function check(): void {
      if (!isSo(live.get())) return
      forget()
      resolve()
    }
  })
}
