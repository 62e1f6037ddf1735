import assert from 'node:assert/strict'
import { openPeople, type People } from '../../../test/support/people.ts'
import { createChannel } from '../../actions/create-channel.ts'
import { openConversation, rememberAddresses } from '../../actions/open-conversation.ts'
import { act, type House } from '../../actions/scope.ts'
import { sendMessage } from '../../actions/send-message.ts'
import type { Person } from '../../channels/channel.ts'
import { channelNamed } from '../../channels/index.ts'
import type { Member } from '../../model/actor.ts'
import { Refusal } from '../../model/errors.ts'
import { newId } from '../../platform/ids.ts'
import { compileReader, parseQuery } from '../../platform/query/index.ts'
import type { Call } from '../call.ts'
import { contactPresenter } from './contact.wire.ts'
import { Contacts } from './contacts.class.ts'
import { contactDataSchema, contactResource } from './contacts.schema.ts'

type Shown = { readonly id: number; readonly version: number } & Readonly<Record<string, unknown>>

describe('Contacts', () => {
  let people: People
  let house: House
  let contacts: Contacts
  let owner: Member

  before(async () => {
    people = await openPeople()
    house = {
      ...people.house,
      channel(type) {
        const channel = channelNamed(type)
        if (!channel) throw new Refusal('not_possible')
        return channel
      }
    }
    contacts = new Contacts(house)
    owner = (await people.signedIn('owner')).member
    await run(`insert into applications (organization_id, id, kind, name) values ($1, $2, 'inbox', 'Inbox')`, newId())
  })
  after(() => people.close())

  const run = (text: string, ...values: unknown[]) =>
    people.database.query({ text, values: [owner.organization_id, ...values] })

  function call(member: Member, query: Record<string, unknown> = {}, version: number | null = null): Call {
    const asked = parseQuery(contactResource, query, 'socket')
    const shared = { rest: {}, source: 'socket', address: '', connection: null, route: {} } as const
    return { ...shared, member, query: asked, select: asked.select, version }
  }

  const shown = (row: object): Shown => ({ id: 0, version: 0, ...row })
  const create = async (data: Parameters<Contacts['create']>[0]) => shown(await contacts.create(data, call(owner)))

  let number = 905_000_000
  async function shop() {
    const credentials = { phone_number_id: String(++number), access_token: 'token', app_secret: 'secret' }
    const { id } = await act(house, owner, scope =>
      createChannel(scope, { channel_type: 'whatsapp', name: 'Shop', credentials })
    )
    const channel = await house.accounts.byId(owner.organization_id, id)
    assert.ok(channel)
    return channel
  }

  /** Somebody writes from a new number for the first time. */
  async function somebody(channel: Awaited<ReturnType<typeof shop>>, address = String(++number)) {
    const person: Person & { name: string } = {
      addresses: [`TR.${address}`, address],
      name: 'Ada Lovelace',
      phone: `+${address}`
    }
    const writer = { channel, person }
    const place = await act(house, owner, scope =>
      openConversation(scope, writer, { type: 'contact', id: null, name: person.name })
    )
    return { address, identity: place.identity.identity_id, thread: place.thread.row }
  }

  it('are one row on the way in, in a list and live', async () => {
    const created = await create({
      first_name: ' Ada ',
      last_name: '',
      email: 'Ada@Example.ORG',
      phone: '0090 (532) 123-45-67',
      custom_fields_by_name: { Industry: 'Engines', Age: 36, Vip: true }
    })
    const { first_name, last_name, email, phone, tags, identities } = created
    assert.deepEqual(
      { first_name, last_name, email, phone, tags, identities },
      { first_name: 'Ada', last_name: null, email: 'ada@example.org', phone: '+905321234567', tags: [], identities: [] }
    )
    assert.deepEqual(await contacts.get(created.id, call(owner)), created)
    assert.deepEqual((await contacts.page(call(owner, { email: 'ada@example.org' }))).data, [created])
    assert.deepEqual(contactPresenter.wire(created), created)
  })

  it('say where their number belongs, whose they are, and of which company', async () => {
    const created = await create({
      phone: '0532 123 45 67',
      phone_country_code: '+90',
      owned_by_user_id: owner.user_id,
      company_id: 7,
      company_name: 'Engines Ltd',
      system_type: 'contact'
    })
    const { phone, phone_country_iso, created_by_user_id, company, system_type } = created
    assert.deepEqual(
      { phone, phone_country_iso, created_by_user_id, company, system_type },
      {
        phone: '+905321234567',
        phone_country_iso: 'TR',
        created_by_user_id: owner.user_id,
        company: { id: 7, name: 'Engines Ltd' },
        system_type: 'contact'
      }
    )
    const full_name = owner.name
    const [first_name, ...rest] = full_name.split(' ')
    assert.deepEqual(created['owner'], { id: owner.user_id, first_name, last_name: rest.join(' '), full_name })
    const asked = { owned_by_user_id: owner.user_id, company_id: 7 }
    assert.deepEqual((await contacts.page(call(owner, asked))).data, [created])

    const { phone_country_code, ...moved } = shown(
      await contacts.patch(created.id, { phone: '+49 30 1234' }, call(owner))
    )
    assert.equal(phone_country_code, '+49')
    assert.equal(moved['phone_country_iso'], 'DE')
    const gone = shown(await contacts.patch(created.id, { phone: null, owned_by_user_id: null }, call(owner)))
    assert.deepEqual([gone['phone_country_code'], gone['owner']], [null, null])
  })

  it('refuse an owner who is nobody here', async () => {
    const { member: stranger } = await people.signedIn('owner')
    await assert.rejects(create({ owned_by_user_id: stranger.user_id }), { reason: 'unknown_reference', code: 422 })
  })

  it('show how they are known on channels, and their tags', async () => {
    const channel = await shop()
    const { thread, address, identity } = await somebody(channel)
    const [tag] = await run(`insert into tags (organization_id, name) values ($1, 'VIP') returning id`)
    await run(
      'insert into contact_tags (organization_id, contact_id, tag_id) values ($1, $2, $3)',
      thread.contact_id,
      tag?.['id']
    )
    const row = shown(await contacts.get(thread.contact_id, call(owner)))
    assert.equal(row['channel_whatsapp_wa_id'], address)
    assert.equal(row['channel_instagram_user_id'], null)
    assert.deepEqual(row['tags'], [{ id: tag?.['id'], name: 'VIP' }])
    assert.deepEqual(row['identities'], [
      {
        id: identity,
        channel_type: 'whatsapp',
        channel_id: channel.id,
        address: `TR.${address}`,
        name: 'Ada Lovelace',
        username: null,
        opted_out_at: null
      }
    ])
  })

  it('refuse what is no phone number, no e-mail, or not theirs to set', async () => {
    await assert.rejects(create({ phone: 'call me' }), { reason: 'bad_data', code: 400 })
    await assert.rejects(create({ phone: '+905321234567', phone_country_iso: 'DE' }), { reason: 'bad_data' })
    const read = compileReader(contactDataSchema)
    assert.equal(read({ first_name: 'Ada', email: null, custom_fields_by_name: { 'A b': 1 } }).kind, 'valid')
    const wrong: [string, unknown][] = [
      ['email', 'ada'],
      ['email', 'a b@c'],
      ['identities', []],
      ['channel_whatsapp_wa_id', '1'],
      ['version', 2],
      ['avatar_url', 'javascript:alert(1)'],
      ['custom_fields_by_name', { nested: { a: 1 } }],
      ['custom_fields_by_name', { numbers: [1, 2] }],
      ['custom_fields_by_name', { ['n'.repeat(81)]: 1 }],
      ['system_type', 'company'],
      ['phone_country_iso', 'TUR'],
      ['custom_fields_by_name', Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, 1]))]
    ]
    for (const [name, value] of wrong) assert.equal(read({ [name]: value }).kind, 'invalid', name)
  })

  it('merge custom fields by name, and hold a hundred of them in 16 kB', async () => {
    const { id } = await create({ first_name: 'Ada', custom_fields_by_name: { a: 1, b: 'two' } })
    const row = shown(await contacts.patch(id, { custom_fields_by_name: { a: null, c: ['x', 'y'] } }, call(owner)))
    assert.deepEqual(row['custom_fields_by_name'], { b: 'two', c: ['x', 'y'] })
    assert.equal(row['first_name'], 'Ada')
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`f${index}`, index]))
    await assert.rejects(contacts.patch(id, { custom_fields_by_name: many }, call(owner)), { reason: 'bad_data' })
    const long = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`long ${index}`, 'x'.repeat(2_000)]))
    await assert.rejects(contacts.patch(id, { custom_fields_by_name: long }, call(owner)), { reason: 'bad_data' })
  })

  it('let exactly one of twenty editors of one version win', async () => {
    const { id, version } = await create({ first_name: 'Ada' })
    const tries = Array.from({ length: 20 }, (_, index) =>
      contacts.patch(id, { first_name: `Ada ${index}` }, call(owner, {}, version))
    )
    const ends = await Promise.allSettled(tries)
    const lost = ends.flatMap(end => (end.status === 'rejected' ? [end.reason.reason] : []))
    assert.deepEqual(lost, Array(19).fill('stale_version'))
    assert.equal(shown(await contacts.get(id, call(owner))).version, version + 1)
  })

  it('leave nothing of what they said about themselves in the log', async () => {
    const { id } = await create({ first_name: 'Nameless', phone: '+15550109999' })
    await contacts.patch(id, { last_name: 'Unspoken' }, call(owner))
    const events = JSON.stringify(await run(`select e::text from events e where organization_id = $1`))
    assert.ok(events.includes('contact.updated'))
    for (const word of ['Nameless', 'Unspoken', '15550109999']) assert.equal(events.includes(word), false)
  })

  it('are found by what people remember of them, without case, accents and the marks in a number', async () => {
    const { member } = await people.signedIn('owner')
    const made = async (details: Parameters<Contacts['create']>[0]) =>
      shown(await contacts.create(details, call(member))).id
    const ada = await made({
      first_name: 'Áda',
      last_name: 'Lovelace',
      email: 'ada@engines.example',
      phone: '+905321234567'
    })
    const strauss = await made({ first_name: 'Øystein', last_name: 'Strauß', company_name: '100%_Walzer' })
    const wong = await made({ first_name: '王', last_name: 'İnci' })
    const found = async (searchTerm: string) =>
      (await contacts.page(call(member, { searchTerm }))).data.map(row => shown(row).id)
    for (const [term, ids] of [
      ['ADA', [ada]],
      ['vela', [ada]],
      ['lovelace áda', [ada]],
      ['engines.ex', [ada]],
      ['+90 (532) 123', [ada]],
      ['0532 123 45 67', [ada]],
      ['oystein', [strauss]],
      ['STRAUSS', [strauss]],
      ['100%_', [strauss]],
      ['王', [wong]],
      ['inci', [wong]],
      ['lo', [ada]],
      ['s', [strauss]],
      ['ov', []],
      ['ada strauss', []],
      ['%', []],
      ['_', []],
      ['nobody', []]
    ] as const)
      assert.deepEqual(await found(term), ids, term)
  })

  it('are found the same where a word is so frequent that they are looked at one by one', async () => {
    const { member } = await people.signedIn('owner')
    const first = shown(await contacts.create({ first_name: 'Ada', last_name: 'Smith' }, call(member))).id
    await people.database.query({
      text: `insert into contacts (organization_id, first_name, last_name)
        select $1, 'Number ' || n, 'Smith' from generate_series(1, 10001) n`,
      values: [member.organization_id]
    })
    const last = shown(await contacts.create({ first_name: 'Åda', last_name: 'Smithers' }, call(member))).id
    const found = async (searchTerm: string) =>
      (await contacts.page(call(member, { searchTerm, $limit: 50 }))).data.map(row => shown(row).id)
    assert.deepEqual(await found('ada smith'), [first, last])
    assert.deepEqual(await found('smith ada lovelace'), [])
    assert.deepEqual((await found('mith')).slice(0, 2), [first, first + 1])
    assert.equal((await contacts.page(call(member, { searchTerm: 'smith' }))).total, 1001)
  })

  it('are shown by their conversations as they are now, which say so in their own log', async () => {
    const { thread } = await somebody(await shop())
    const logged = () =>
      run(
        `select seq, data from events where organization_id = $1 and conversation_id = $2 and type = 'conversation.updated'`,
        thread.id
      )
    await contacts.patch(thread.contact_id, { custom_fields_by_name: { Vip: true }, first_name: 'Ada' }, call(owner))
    assert.deepEqual(await logged(), [])
    await contacts.patch(thread.contact_id, { last_name: 'Byron', company_id: 7 }, call(owner))
    assert.deepEqual(await logged(), [
      { seq: thread.last_seq + 1, data: { contact_id: thread.contact_id, fields: ['last_name'] } }
    ])
    const [row] = await run(
      'select last_seq, version from conversations where organization_id = $1 and id = $2',
      thread.id
    )
    assert.deepEqual(row, { last_seq: thread.last_seq + 1, version: thread.version })
  })

  it('take their conversations along, and all that has not left', async () => {
    const channel = await shop()
    const { thread, address, identity } = await somebody(channel)
    const other = await somebody(channel)
    await run(`update conversations set window_expires_at = '2031-01-01' where organization_id = $1`)
    const soon = new Date(people.clock.now().getTime() + 3_600_000).toISOString()
    const say = (conversation_id: number, more: object = {}) =>
      act(house, owner, scope =>
        sendMessage(scope, { conversation_id, message_type: 'text', message_text: 'Hi', ...more }, null)
      )
    await Promise.all([say(thread.id), say(thread.id), say(thread.id, { send_at: soon }), say(other.thread.id)])

    const removed = shown(await contacts.remove(thread.contact_id, call(owner)))
    assert.ok(removed['deleted_at'])
    await assert.rejects(contacts.get(thread.contact_id, call(owner)), { reason: 'not_found' })
    assert.deepEqual(
      await run(
        `select c.id, c.deleted_at is null as alive, array_agg(distinct d.state) as states, array_agg(distinct m.status) as said
         from conversations c join deliveries d on d.organization_id = c.organization_id and d.conversation_id = c.id
         join messages m on m.organization_id = d.organization_id and m.id = d.message_id
         where c.organization_id = $1 and c.channel_id = $2 group by c.id, c.deleted_at order by c.id`,
        channel.id
      ),
      [
        { id: thread.id, alive: false, states: ['canceled'], said: ['failed'] },
        { id: other.thread.id, alive: true, states: ['queued'], said: ['queued'] }
      ]
    )
    const lanes = await run(
      `select sum(pending)::int as pending from lanes where organization_id = $1 and gate_key = $2`,
      `channel:${channel.id}`
    )
    assert.deepEqual(lanes, [{ pending: 1 }])
    const [last] = await run(
      'select type from events where organization_id = $1 and conversation_id = $2 order by seq desc limit 1',
      thread.id
    )
    assert.equal(last?.['type'], 'conversation.deleted')

    // A late answer of the provider about what was on its way does not bring the old address back.
    await act(house, owner, scope => rememberAddresses(scope.tx, channel, identity, [address]))
    const back = await somebody(channel, address)
    assert.notEqual(back.thread.contact_id, thread.contact_id)
    assert.notEqual(back.thread.id, thread.id)
  })

  it('never leave a living conversation behind, whoever writes at that moment', async () => {
    const channel = await shop()
    for (let round = 0; round < 10; round++) {
      const { thread, address } = await somebody(channel)
      await Promise.all([contacts.remove(thread.contact_id, call(owner)), somebody(channel, address)])
    }
    const left = await run(
      `select c.id from conversations c join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
       where c.organization_id = $1 and c.deleted_at is null and k.deleted_at is not null`
    )
    assert.deepEqual(left, [])
  })

  it('do not exist for another organization', async () => {
    const { id } = await create({ first_name: 'Ada' })
    const { member: stranger } = await people.signedIn('owner')
    const missing = { reason: 'not_found' }
    await assert.rejects(contacts.get(id, call(stranger)), missing)
    await assert.rejects(contacts.patch(id, { first_name: 'Mine' }, call(stranger)), missing)
    await assert.rejects(contacts.remove(id, call(stranger)), missing)
    assert.equal((await contacts.page(call(stranger))).total, 0)
  })
})
