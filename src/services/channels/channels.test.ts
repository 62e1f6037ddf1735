import assert from 'node:assert/strict'
import { openPeople, type People } from '../../../test/support/people.ts'
import { credentialsContext } from '../../actions/accounts.ts'
import { gateOf } from '../../actions/send-message.ts'
import type { Channel } from '../../channels/channel.ts'
import { channelNamed } from '../../channels/index.ts'
import type { Member } from '../../model/actor.ts'
import { Refusal } from '../../model/errors.ts'
import type { ChannelType } from '../../model/message.ts'
import { shutGate } from '../../platform/gates.ts'
import { newId } from '../../platform/ids.ts'
import { compileReader, parseQuery } from '../../platform/query/index.ts'
import type { Call } from '../call.ts'
import { channelPresenter } from './channel.wire.ts'
import { Channels } from './channels.class.ts'
import { channelDataSchema, channelPatchSchema, channelResource } from './channels.schema.ts'
import { channels as channelDefinition } from './channels.ts'

const SECRETS = ['the-token-nobody-sees', 'the-secret-nobody-sees']
const [access_token, app_secret] = SECRETS

function connectable(type: ChannelType): Channel {
  const channel = channelNamed(type)
  if (!channel) throw new Refusal('channel_not_available')
  return channel
}

describe('Channels', () => {
  let people: People
  let channels: Channels
  let admin: Member
  let number = 100_000
  let woken: string[] = []

  before(async () => {
    people = await openPeople()
    channels = new Channels({ ...people.house, wake: worker => void woken.push(worker), channel: connectable })
    admin = await memberWithInbox('admin')
  })
  after(() => people.close())

  async function memberWithInbox(role: 'owner' | 'admin' | 'agent'): Promise<Member> {
    const { member } = await people.signedIn(role)
    const text = `insert into applications (organization_id, id, kind, name) values ($1, $2, 'inbox', 'Inbox')`
    await people.database.query({ text, values: [member.organization_id, newId()] })
    return member
  }

  function call(member: Member, query: Record<string, unknown> = {}, version: number | null = null): Call {
    const { select } = parseQuery(channelResource, query, 'socket')
    const shared = { rest: {}, source: 'socket', address: '', connection: null, route: {} } as const
    return { ...shared, member, query: parseQuery(channelResource, query, 'socket'), select, version }
  }

  const nextNumber = (): string => String(++number)

  async function connect(member = admin, credentials: Record<string, unknown> = {}, more: object = {}) {
    const given = { phone_number_id: nextNumber(), access_token, app_secret, ...credentials }
    const row = await channels.create(
      { channel_type: 'whatsapp', name: 'Shop', credentials: given, ...more },
      call(member)
    )
    return row as { id: number; version: number } & Record<string, unknown>
  }

  async function stored(id: number) {
    const [row] = await people.database.query<{ credentials: string; webhook_key: string; paused_at: string | null }>({
      text: 'select * from channels where organization_id = $1 and id = $2',
      values: [admin.organization_id, id]
    })
    assert.ok(row)
    return row
  }

  async function eventsOf(id: number) {
    return people.database.query<{ type: string; data: unknown }>({
      text: `select type, data from events where organization_id = $1 and type like 'channel.%'
        and data ->> 'id' = $2 order by transaction_id, id`,
      values: [admin.organization_id, String(id)]
    })
  }

  it('are one row on the way in, in a list and live, with every default filled in', async () => {
    const created = await connect()
    assert.deepEqual(created['credentials'], { phone_number_id: true, access_token: true, app_secret: true })
    assert.deepEqual(created['settings'], {
      api_base_url: 'https://graph.facebook.com',
      api_version: 'v25.0',
      rate_per_second: 80,
      pair_rate: true,
      read_marks: true,
      outgoing_media: 'auto'
    })
    assert.deepEqual(created['health'], { state: 'idle', last_inbound_at: null, last_error: null })
    assert.match(String(created['webhook_url']), /^https:\/\/parley\.test\/webhooks\/whatsapp\/[0-9A-Za-z]{32}$/)
    assert.equal(created['endpoint'], String(number))

    assert.deepEqual(await channels.get(created.id, call(admin)), created)
    const page = await channels.page(call(admin, { endpoint: created['endpoint'] }))
    assert.deepEqual(page.data, [created])
    assert.deepEqual(channelPresenter('https://parley.test').wire({ ...(await stored(created.id)) }), created)
    const few = await channels.get(created.id, call(admin, { $select: ['health', 'credentials'] }))
    assert.deepEqual(Object.keys(few).sort(), ['credentials', 'health', 'id'])
  })

  it('keep their credentials sealed, to be opened for their own row alone', async () => {
    const created = await connect(admin, { verify_token: 'say-this' })
    const { credentials, webhook_key } = await stored(created.id)
    const { vault } = people.house
    assert.equal(created['webhook_verify_token'], 'say-this')
    assert.equal(
      JSON.parse(vault.open(credentials, credentialsContext(admin.organization_id, webhook_key))).app_secret,
      app_secret
    )
    const other = await stored((await connect()).id)
    assert.throws(() => vault.open(credentials, credentialsContext(admin.organization_id, other.webhook_key)))
  })

  it('show a secret nowhere: not in answers, rows, events or rooms', async () => {
    const created = await connect()
    const patched = await channels.patch(
      created.id,
      { credentials: { access_token: `${access_token}-2` } },
      call(admin)
    )
    const raw = await stored(created.id)
    const live = channelPresenter('https://parley.test').wire({ ...raw })
    const removed = await channels.remove(created.id, call(admin))
    const events = await people.database.query({
      text: 'select e::text as text from events e where organization_id = $1',
      values: [admin.organization_id]
    })
    const everything = JSON.stringify([created, patched, live, removed, events])
    for (const secret of SECRETS) assert.equal(everything.includes(secret), false)
    assert.equal(everything.includes(raw.credentials), false)
    assert.equal(JSON.stringify(raw).includes(SECRETS[0] ?? '?'), false)
  })

  it('refuse what their type does not know, and say its name', async () => {
    await assert.rejects(connect(admin, {}, { settings: { api_verison: 'v25.0' } }), {
      reason: 'bad_data',
      complaints: [{ path: 'settings.api_verison', message: 'is no known field' }]
    })
    await assert.rejects(connect(admin, { access_token: 7 }), /credentials\.access_token/)
    await assert.rejects(connect(admin, { app_secret: undefined }), /credentials\.app_secret/)
    await assert.rejects(connect(admin, {}, { endpoint: '4711' }), /endpoint: differs/)
    await assert.rejects(channels.create({ channel_type: 'sms', name: 'SMS' }, call(admin)), {
      reason: 'channel_not_available'
    })
  })

  it('merge what is patched with what is set; null takes it back to the default', async () => {
    const { id } = await connect(admin, { waba_id: '77' }, { settings: { api_version: 'v24.0' } })
    const moved = nextNumber()
    const row: Record<string, unknown> = {
      ...(await channels.patch(
        id,
        { credentials: { phone_number_id: moved, waba_id: null }, settings: { api_version: null } },
        call(admin)
      ))
    }
    assert.deepEqual(row['credentials'], { phone_number_id: true, access_token: true, app_secret: true })
    assert.equal(row['endpoint'], moved)
    assert.deepEqual(row['settings'], {
      api_base_url: 'https://graph.facebook.com',
      api_version: 'v25.0',
      rate_per_second: 80,
      pair_rate: true,
      read_marks: true,
      outgoing_media: 'auto'
    })
    const open = await people.house.accounts.byId(admin.organization_id, id)
    assert.deepEqual(open?.account.credentials, { phone_number_id: moved, access_token, app_secret })
  })

  it('let exactly one of twenty editors of one version win', async () => {
    const { id, version } = await connect()
    const tries = Array.from({ length: 20 }, (_, index) =>
      channels.patch(id, { name: `Name ${index}` }, call(admin, {}, version))
    )
    const ends = await Promise.allSettled(tries)
    const lost = ends.flatMap(end => (end.status === 'rejected' ? [end.reason.reason] : []))
    assert.deepEqual(lost, Array(19).fill('stale_version'))
    assert.equal((await eventsOf(id)).length, 2)
  })

  it('are one per account, until it is disconnected', async () => {
    const first = await connect()
    const taken = { phone_number_id: String(first['endpoint']) }
    await assert.rejects(connect(admin, taken), { reason: 'already_exists', code: 409 })
    const second = await connect()
    await assert.rejects(channels.patch(second.id, { credentials: taken }, call(admin)), { reason: 'already_exists' })
    const races = await Promise.allSettled(Array.from({ length: 5 }, () => connect(admin, { phone_number_id: '4711' })))
    assert.equal(races.filter(race => race.status === 'fulfilled').length, 1)

    await channels.remove(first.id, call(admin))
    await assert.rejects(channels.get(first.id, call(admin)), { reason: 'not_found' })
    await assert.rejects(channels.remove(first.id, call(admin)), { reason: 'not_found' })
    assert.notEqual((await connect(admin, taken)).id, first.id)
  })

  it('go on when a paused one gets new credentials, and not before', async () => {
    const { id } = await connect()
    woken = []
    await people.as(admin, async ({ tx, now }) => {
      await shutGate(tx, admin.organization_id, gateOf(id), 'revoked', now)
      const text = `update channels set paused_at = $3, last_error = '{"code":"auth"}' where organization_id = $1 and id = $2`
      await tx.query({ text, values: [admin.organization_id, id, now.toISOString()] })
    })
    const renamed = await channels.patch(id, { name: 'Other' }, call(admin))
    assert.equal(Reflect.get(Reflect.get(renamed, 'health'), 'state'), 'paused')
    assert.deepEqual(woken, [])

    const renewed = await channels.patch(id, { credentials: { access_token: 'fresh' } }, call(admin))
    assert.deepEqual(Reflect.get(renewed, 'health'), { state: 'idle', last_inbound_at: null, last_error: null })
    assert.equal(woken.filter(worker => worker === 'deliver').length, 1)
    const gates = await people.database.query({
      text: 'select 1 from gates where organization_id = $1 and gate_key = $2 and shut_at is null',
      values: [admin.organization_id, gateOf(id)]
    })
    assert.equal(gates.length, 1)
    assert.deepEqual(
      (await eventsOf(id)).map(event => event.type),
      ['channel.created', 'channel.updated', 'channel.updated', 'channel.resumed']
    )
  })

  it('know only their own organization and what is in it', async () => {
    const { id } = await connect()
    const stranger = await memberWithInbox('owner')
    const missing = { reason: 'not_found' }
    await assert.rejects(channels.get(id, call(stranger)), missing)
    await assert.rejects(channels.patch(id, { name: 'Mine' }, call(stranger)), missing)
    await assert.rejects(channels.remove(id, call(stranger)), missing)

    const [team] = await people.database.query<{ id: number }>({
      text: `insert into teams (organization_id, name) values ($1, 'Theirs') returning id`,
      values: [stranger.organization_id]
    })
    const unknown = { reason: 'unknown_reference', code: 422 }
    await assert.rejects(channels.patch(id, { team_id: team?.id ?? 0 }, call(admin)), unknown)
    await assert.rejects(channels.patch(id, { primary_application_id: newId() }, call(admin)), unknown)
    await assert.rejects(connect(admin, {}, { team_id: team?.id }), unknown)
  })

  it("take no field that is the server's own", () => {
    const read = compileReader(channelDataSchema)
    const draft = { channel_type: 'whatsapp', name: 'Shop', primary_application_id: newId(), credentials: { a: 'b' } }
    assert.equal(read(draft).kind, 'valid')
    for (const name of ['webhook_key', 'webhook_verify_token', 'health', 'version', 'credential_names']) {
      const checked = read({ ...draft, [name]: 'x' })
      assert.ok(checked.kind === 'invalid')
      assert.deepEqual(checked.complaints, [{ path: name, message: 'is no known field' }])
    }
    assert.equal(compileReader(channelPatchSchema)({ channel_type: 'sms' }).kind, 'invalid')
    assert.deepEqual(channelDefinition.policy, { read: 'admin', write: 'admin' })
  })

  it('are nothing that agents may touch', async () => {
    const agent = await memberWithInbox('agent')
    await assert.rejects(connect(agent), { reason: 'forbidden' })
  })
})
