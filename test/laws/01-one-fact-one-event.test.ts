import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { OpenChannel } from '../../src/actions/accounts.ts'
import { act } from '../../src/actions/scope.ts'
import { sendMessage } from '../../src/actions/send-message.ts'
import { takeIn } from '../../src/actions/take-in.ts'
import { updateConversation } from '../../src/actions/update-conversations.ts'
import type { MessageFact } from '../../src/channels/channel.ts'
import type { System } from '../../src/model/actor.ts'
import { newId } from '../../src/platform/ids.ts'
import { openStage, type Stage, type Talk } from '../support/stage.ts'

const DEEDS = ['says', 'sends', 'notes', 'patches', 'closes', 'rolls back', 'comes too late'] as const
type Deed = (typeof DEEDS)[number]

const AT_ONCE = 5
const INTAKE: System = { kind: 'system', organization_id: 0, name: 'intake' }

describe('Law 1: one fact, one event, one transaction', () => {
  let stage: Stage
  let talks: Talk[]

  before(async () => {
    stage = await openStage()
    talks = [await stage.talk(), await stage.talk()]
  })
  after(() => stage.close())

  it('numbers every conversation without gaps, whatever happens in it at once', async () => {
    const deeds = fc.array(fc.tuple(fc.constantFrom(...DEEDS), fc.nat(1)), { minLength: 15, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(deeds, async script => {
        for (let at = 0; at < script.length; at += AT_ONCE) {
          await Promise.all(script.slice(at, at + AT_ONCE).map(([deed, which]) => happen(deed, talkAt(which))))
        }
        await stage.server.settle()
        await mustBeWhole(stage)
      }),
      { numRuns: 4, seed: 1 }
    )
  })

  it('leaves nothing of what was rolled back', async () => {
    const left = await stage.rows('select id from messages where message_text = $1', ['never said'])
    assert.deepEqual(left, [])
    const owed = await stage.rows(
      'select id from deliveries d where not exists (select from messages m where m.id = d.message_id)'
    )
    assert.deepEqual(owed, [])
  })

  it('makes one contact, identity and conversation of a hundred first messages at once', async () => {
    const channel = await openChannel(stage)
    const address = '15559990000'
    const arrivals = Array.from({ length: 100 }, (_, n) => firstMessage(stage, channel, address, n))
    await Promise.all(arrivals.map(arrival => act(stage.server.app.house, INTAKE, scope => takeIn(scope, [arrival]))))

    const count = async (what: string) =>
      (
        await stage.rows<{ count: number }>(
          `select count(distinct ${what})::int as count from identity_addresses a
         join identities i on i.id = a.identity_id
         join conversations c on c.identity_id = i.id
         join messages m on m.conversation_id = c.id
         where a.address = $1`,
          [address]
        )
      )[0]?.count
    assert.equal(await count('i.contact_id'), 1)
    assert.equal(await count('i.id'), 1)
    assert.equal(await count('c.id'), 1)
    assert.equal(await count('m.id'), 100)
    const named = await stage.rows('select id from contacts where phone = $1', [`+${address}`])
    assert.equal(named.length, 1)
    await mustBeWhole(stage)
  })

  function talkAt(which: number): Talk {
    const talk = talks[which]
    assert.ok(talk)
    return talk
  }

  async function happen(deed: Deed, talk: Talk): Promise<void> {
    switch (deed) {
      case 'says':
        await talk.phone.says('And another thing')
        return
      case 'sends':
        await stage.send(talk, 'An answer')
        return
      case 'notes':
        await stage.send(talk, 'Remember', { message_type: 'note' })
        return
      case 'patches':
        await stage.change(talk, { priority: 'high', unread_count: 0, assigned_user_id: stage.owner.user_id })
        await stage.change(talk, { priority: 'low', assigned_user_id: null })
        return
      case 'closes':
        await stage.change(talk, { status: 'closed' })
        return
      case 'rolls back': {
        const broken = stage.as(stage.owner, async scope => {
          await sendMessage(
            scope,
            { conversation_id: talk.id, message_type: 'text', message_text: 'never said' },
            'whatsapp'
          )
          await scope.ledger.write(scope.tx)
          throw new Error('changed my mind')
        })
        await assert.rejects(broken, /changed my mind/)
        return
      }
      case 'comes too late': {
        const late = stage.as(stage.owner, scope => updateConversation(scope, talk.id, { blocked: true }, 0))
        await assert.rejects(late, { reason: 'stale_version' })
      }
    }
  }
})

/** Every number from 1 to last_seq has its event; every message has the event of its number, and every such event its message. */
async function mustBeWhole(stage: Stage): Promise<void> {
  const gaps = await stage.rows(`
    select c.id, c.last_seq, count(e.seq)::int as events, max(e.seq) as highest
    from conversations c
    left join events e on e.organization_id = c.organization_id and e.conversation_id = c.id
    group by c.organization_id, c.id
    having c.last_seq <> count(e.seq) or c.last_seq <> max(e.seq) or min(e.seq) <> 1`)
  assert.deepEqual(gaps, [])
  const strays = await stage.rows(`
    select m.id as message, e.id as event
    from messages m
    full join (select * from events where type in ('message.received', 'message.echoed', 'message.noted', 'message.queued')) e
      on e.organization_id = m.organization_id and e.conversation_id = m.conversation_id and e.seq = m.seq
      and e.data ->> 'message_id' = m.id::text
    where m.id is null or e.id is null`)
  assert.deepEqual(strays, [])
}

async function openChannel(stage: Stage): Promise<OpenChannel> {
  const channel = await stage.server.app.house.accounts.byId(stage.organization.id, stage.number.channel.id)
  assert.ok(channel)
  return channel
}

function firstMessage(stage: Stage, channel: OpenChannel, address: string, n: number) {
  const at = stage.server.clock.now().toISOString()
  const fact: MessageFact = {
    kind: 'message',
    endpoint: channel.endpoint,
    at,
    direction: 'inbound',
    person: { addresses: [address], name: 'Impatient', phone: `+${address}` },
    provider_message_id: `wamid.${randomUUID()}`,
    message_type: 'text',
    message_text: `Number ${n}`,
    media: [],
    content: null,
    opens_window: true
  }
  return { fact, channel, receipt: { organization_id: channel.organization_id, id: newId(), received_at: at } }
}
