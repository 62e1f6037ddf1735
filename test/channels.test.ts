import assert from 'node:assert/strict'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Phone } from '../simulator/server/index.ts'
import type { OutgoingMessage, ProviderRequest, ProviderResponse } from '../src/channels/channel.ts'
import { channels } from '../src/channels/index.ts'
import { restAs, type StockClient } from './support/clients.ts'
import type { Booth, Examiner, Manner, Sample } from './support/exam/examiner.ts'
import { houseSamples } from './support/exam/house-samples.ts'
import { examinerOf } from './support/exam/index.ts'
import { everyField, without } from './support/exam/removal.ts'
import { openRoom, type Room } from './support/exam/room.ts'
import { dialogue, firstWords, type Story } from './support/exam/story.ts'
import { startServer, type TestServer } from './support/server.ts'
import { talkOn } from './support/talk-on.ts'
import { uploadPicture } from './support/uploads.ts'
import { createOrganization, type Organization } from './support/world.ts'

const SEEDS = [1, 2, 3, 4, 5, 6]

/** Text, status, reactions; taken back? */
type End = readonly [string, string, number, boolean]

const STORIES: Readonly<Record<string, { readonly tell: Story; readonly ends: readonly End[] }>> = {
  'a dialogue': {
    tell: dialogue,
    ends: [
      ['Hello?', 'received', 0, false],
      ['I have a question', 'received', 0, false],
      ['None, in fact', 'received', 0, false],
      ['Ask away', 'read', 1, false],
      ['For somebody else', 'received', 0, true],
      ['Anything else?', 'delivered', 0, false],
      ['That is all', 'received', 0, false]
    ]
  },
  'first words': {
    tell: firstWords,
    ends: [
      ['Hello!', 'received', 1, false],
      ['Is anybody there', 'received', 0, true],
      ['Never mind', 'received', 0, false]
    ]
  }
}

for (const channel of channels.filter(({ deliver }) => !deliver)) {
  describe(`The exam of ${channel.name}`, () => {
    const examiner = examinerOf(channel)
    let room: Room
    let booth: Booth

    before(async () => {
      room = await openRoom(examiner)
      booth = await room.open()
    })
    after(() => room.close())
    // Each test has a second of its own, or the provider would call it too fast.
    beforeEach(() => room.server.clock.forward({ seconds: 1 }))
    afterEach(() => booth.line.faults.clear())

    const FORGERIES: readonly Manner[] = ['unsigned', 'signed by somebody else', 'changed after signing']
    for (const manner of FORGERIES) {
      it(`refuses a webhook that is ${manner}, and takes in nothing of it`, async () => {
        const webhook = await unseenWebhook(room, booth)
        const before = await countPost(room)
        assert.equal(await booth.knock(webhook, manner), 401)
        assert.equal(await countPost(room), before)
        assert.equal(await booth.knock(webhook, 'signed'), 200)
        assert.equal(await countPost(room), before + 1)
      })
    }

    it('finds two messages in a batch of two', async () => {
      const [ada, bruno] = [await booth.phone({ name: 'Ada' }), await booth.phone({ name: 'Bruno' })]
      booth.line.faults.add({ kind: 'batch', size: 2 })
      booth.line.faults.add({ kind: 'delay', ms: 1_000 })
      const ids = [ada.writes('One'), bruno.writes('Two')].map(each => each.id)
      room.server.clock.forward({ seconds: 2 })
      await room.server.settle()
      assert.equal(booth.sizeOf(booth.brought.at(-1) ?? ''), 2)
      const [one, two] = await Promise.all(ids.map(id => room.messageOf(id)))
      assert.deepEqual([one?.message_text, two?.message_text], ['One', 'Two'])
    })

    for (const [name, { tell, ends }] of Object.entries(STORIES)) {
      it(`comes to the same end of ${name}, however the post is shuffled, doubled and batched`, async () => {
        const plain = await tell(room, booth, null)
        assert.deepEqual(
          plain.messages.map(({ text, status, reactions, revoked }) => [text, status, reactions.length, revoked]),
          ends
        )
        for (const seed of SEEDS) assert.deepEqual(await tell(room, booth, seed), plain, `seed ${seed}`)
      })
    }

    it('keeps and shows kinds of message that nobody has heard of', async () => {
      const { phone, id } = await room.meet(booth)
      const strange = booth.babble(phone)
      await room.server.settle()
      const message = await room.messageOf(strange)
      assert.equal(message.conversation_id, id)
      assert.equal(message.message_type, 'unsupported')
      assert.equal((await room.conversation(id)).last_message?.preview, '[unsupported]')
    })

    it('keeps other news that nobody has heard of', async () => {
      const aside = () => room.rows('select 1 from quarantined_facts where channel_id = $1', [booth.channelId])
      const before = (await aside()).length
      booth.rumour()
      await room.server.settle()
      assert.equal(booth.line.postman.lastAnswer, 200)
      assert.equal((await aside()).length, before + 1)
    })

    it('has a sample of every content that it declares', () => {
      for (const [type, schema] of Object.entries(channel.content)) {
        const said = Object.entries(examiner.samples).find(([name]) => name === type)?.[1] ?? []
        const contents = said.map(({ draft }) => draft.content ?? {})
        for (const content of contents) assert.ok(Value.Check(schema, content), `${type}: ${JSON.stringify(content)}`)
        for (const shape of shapesOf(schema)) {
          assert.ok(
            contents.some(content => Value.Check(shape, content)),
            `${type}: ${JSON.stringify(shape)}`
          )
        }
      }
    })

    for (const [sample, title] of titled(examiner)) {
      it(`says ${title} in words that the provider takes, and that arrive`, async () => {
        const phone = await customer(booth)
        for (const request of compiled(examiner, booth, phone, sample)) {
          const verdict = channel.interpret(await call(booth, request))
          assert.equal(verdict.kind, 'accepted', JSON.stringify(verdict))
        }
        await room.server.settle()
        if (sample.draft.message_type === 'reaction') return
        assert.deepEqual([phone.inbox.at(-1)?.tick, phone.inbox.length], ['delivered', 1])
      })

      it(`is told by the provider which field of ${title} is missing`, async () => {
        const phone = await customer(booth)
        const spare = [...examiner.spare, ...(sample.spare ?? [])]
        for (const request of compiled(examiner, booth, phone, sample)) {
          const body: unknown = JSON.parse(request.body)
          for (const { path, name, numbered } of everyField(body)) {
            const response = await call(booth, { ...request, body: JSON.stringify(without(body, path)) })
            const isSpare = spare.includes(name) || spare.includes(numbered)
            const { kind } = channel.interpret(response)
            assert.equal(kind, isSpare ? 'accepted' : 'rejected', `without ${numbered}: ${response.body}`)
            if (!isSpare) assert.ok(examiner.isRefusal(JSON.parse(response.body)), response.body)
          }
        }
      })
    }

    for (const [kind, fault] of Object.entries(examiner.provocations)) {
      it(`can come to the verdict ${kind}`, async () => {
        const own = await room.open()
        const { id } = await room.meet(own)
        if (fault) own.line.faults.add(fault)
        const before = room.verdicts.length
        await room.say(id, 'Well?')
        await room.server.settle()
        assert.equal(room.verdicts[before]?.kind, kind)
      })
    }

    it('leaves in doubt what was answered with silence, until the provider tells', async () => {
      const { phone, id } = await room.meet(booth)
      const doubt = examiner.provocations.unknown
      assert.ok(doubt)
      booth.line.faults.add(doubt)
      booth.line.faults.add({ kind: 'delay', ms: 60_000 })
      const message = await room.say(id, 'Did you get this?')
      await room.server.settle()
      assert.equal((await room.again(message)).status, 'unknown')
      booth.line.faults.clear()
      // It overtakes the news that the message has arrived.
      phone.reacts(phone.inbox[0]?.id ?? '', '👍')
      await room.server.settle()
      room.server.clock.forward({ minutes: 2 })
      await room.server.settle()
      const settled = await room.again(message)
      assert.deepEqual([settled.status, settled.reactions.map(({ emoji }) => emoji)], ['delivered', ['👍']])
      assert.equal(phone.inbox.length, 1)
    })

    for (const seed of SEEDS) {
      it(`keeps its order on a bad day of the provider (seed ${seed})`, async () => {
        const { phone, id } = await room.meet(booth)
        booth.line.reseed(seed)
        for (const fault of examiner.stumbles) booth.line.faults.add({ ...fault, chance: 0.12 })
        const said = []
        for (let count = 1; count <= 8; count++) said.push(await room.say(id, `${count}`))
        await room.untilNothingIsOwed(booth, { minutes: 16 })
        const ended = await Promise.all(said.map(message => room.again(message)))
        const arrived = ended.filter(message => message.status === 'delivered')
        assert.ok(
          ended.every(({ status }) => ['delivered', 'failed', 'unknown'].includes(status)),
          JSON.stringify(ended)
        )
        assert.deepEqual(
          phone.inbox.map(({ id }) => id),
          arrived.map(message => message.provider_message_id)
        )
      })
    }

    it('never speaks to anybody faster than the provider allows', async () => {
      const own = await room.open()
      const { pair_rate: pair, rate_per_second: most } = channel.capabilities
      const burst = pair?.burst ?? 0
      const { id } = await room.meet(own)
      const others = await crowd(room, own, most + 5 - burst)
      for (let count = 0; count < burst + 3; count++) await room.say(id, `${count}`)
      for (const other of others) await room.say(other, 'Hello')
      await room.untilNothingIsOwed(own, { ms: 500 })
      assert.equal(own.calls.length, burst + 3 + others.length)
      assert.deepEqual(
        own.calls.filter(({ code }) => code !== null),
        []
      )
      const busiest = own.calls.map(({ at }) => own.calls.filter(each => each.at >= at && each.at < at + 1_000).length)
      assert.equal(Math.max(...busiest), most)
    })
  })
}

for (const channel of channels.filter(({ deliver }) => deliver)) {
  describe(`The exam of ${channel.name}, whose network is the house`, () => {
    let server: TestServer
    let organization: Organization
    let client: StockClient

    before(async () => {
      server = await startServer({ environment: { DEMO: 'false' } })
      organization = await createOrganization(server)
      client = await restAs(server.url, { apiKey: organization.owner.apiKey })
    })
    after(() => server.stop())

    const samples = houseSamples[channel.name] ?? {}
    const service = () => client.app.service(`conversation-messages-${channel.name}`)

    it('lets nobody in from outside', async () => {
      const { channelId } = await talkOn(server, organization, channel.name)
      const { webhook_url } = await client.app.service('channels').get(channelId)
      const callback = String(webhook_url).replace(server.app.house.publicUrl, server.url)
      const body = JSON.stringify({ text: 'Hello' })
      assert.equal((await fetch(callback, { method: 'POST', body })).status, 401)
      const account = (await server.app.house.accounts.byId(organization.id, channelId))?.account
      assert.ok(account)
      assert.equal(channel.authenticate(Buffer.from(body), {}, account), false)
    })

    it('has a sample of every content that it declares', () => {
      for (const [type, schema] of Object.entries(channel.content)) {
        const said = Object.entries(samples).find(([name]) => name === type)?.[1] ?? []
        for (const shape of shapesOf(schema))
          assert.ok(
            said.some(({ content = {} }) => Value.Check(shape, content)),
            type
          )
      }
    })

    for (const [type, all] of Object.entries(samples))
      for (const { needs, ...draft } of all)
        it(`says ${type}, and it arrives in order`, async () => {
          const { id } = await talkOn(server, organization, channel.name)
          const first = { conversation_id: id, message_type: 'text', message_text: 'First' }
          const heard = await service().create({ ...first, direction: 'inbound' })
          const before = await service().create(first)
          const file = needs === 'file' ? await addPicture(client, id) : {}
          const reply = needs === 'target' ? { reply_to_message_id: heard.id } : {}
          const said = { conversation_id: id, message_type: type, ...draft }
          const bare = { code: 422, name: 'Unprocessable' }
          if (needs) await assert.rejects(service().create(said), bare)
          const { id: own } = await service().create({ ...said, ...file, ...reply })
          await server.settle()
          const { data } = await service().find({ query: { conversation_id: id, direction: 'outbound' } })
          assert.deepEqual(
            data.map((each: { id: string; status: string }) => [each.id, each.status]),
            [
              [before.id, 'delivered'],
              [own, 'delivered']
            ]
          )
        })
  })
}

/** What a customer said that was not brought yet, and will not be. */
async function unseenWebhook(room: Room, booth: Booth): Promise<string> {
  const phone = await booth.phone()
  phone.writes('Psst')
  await room.server.settle()
  return booth.brought.at(-1) ?? ''
}

async function addPicture(client: StockClient, id: number): Promise<{ conversation_file_id: string }> {
  const file = await client.app.service('conversation-files').create(await uploadPicture(client, id))
  return { conversation_file_id: file.id }
}

async function countPost(room: Room): Promise<number> {
  const [row] = await room.rows<{ count: number }>('select count(*)::int as count from receipts', [])
  return row?.count ?? 0
}

/** The alternatives of a content, or its only shape. */
function shapesOf(schema: TSchema): readonly TSchema[] {
  const alternatives: unknown = Reflect.get(schema, 'anyOf')
  return Array.isArray(alternatives) ? alternatives : [schema]
}

function titled({ samples }: Examiner): (readonly [Sample, string])[] {
  return Object.entries(samples).flatMap(([type, all]) =>
    all.map((sample, index) => [sample, `${type} ${sample.draft.content?.['type'] ?? index + 1}`] as const)
  )
}

/** Somebody who has just written, so that anything may be said. */
async function customer(booth: Booth): Promise<Phone> {
  const phone = await booth.phone()
  phone.writes('Hello?')
  return phone
}

async function crowd(room: Room, booth: Booth, count: number): Promise<number[]> {
  booth.line.faults.add({ kind: 'batch', size: 50 })
  const ids: string[] = []
  for (let each = 0; each < count; each++) ids.push((await customer(booth)).messages.at(-1)?.id ?? '')
  room.server.clock.forward({ seconds: 2 })
  await room.server.settle()
  const met = await Promise.all(ids.map(id => room.messageOf(id)))
  return met.map(message => message.conversation_id)
}

function compiled({ channel }: Examiner, booth: Booth, phone: Phone, { draft, file }: Sample): ProviderRequest[] {
  const media = file && {
    category: file.category,
    file_type: file.type,
    file_name: file.name ?? null,
    provider_media_id: booth.leave(file.type)
  }
  const whole: OutgoingMessage = {
    message_type: 'text',
    message_text: null,
    media: media ? [media] : [],
    content: null,
    reply_to: null,
    ...draft
  }
  assert.equal(channel.objection?.(whole), undefined)
  const to = { addresses: [booth.addressOf(phone)] } as const
  return channel.plan(whole).map(part => channel.compile(part, to, booth.account, { correlation: 'D1', links: {} }))
}

async function call(booth: Booth, { url, ...init }: ProviderRequest): Promise<ProviderResponse> {
  const response = await fetch(booth.reach(url), init)
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
}
