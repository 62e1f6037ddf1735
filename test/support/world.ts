import { randomUUID } from 'node:crypto'
import type { ChannelRow } from '../../src/actions/channel-row.ts'
import { createApiKey } from '../../src/actions/create-api-key.ts'
import { createChannel } from '../../src/actions/create-channel.ts'
import { act } from '../../src/actions/scope.ts'
import type { Member, Role } from '../../src/model/actor.ts'
import { newId } from '../../src/platform/ids.ts'
import { hashPassword } from '../../src/platform/passwords.ts'
import { type GraphApi, startGraphApi } from './graph-api.ts'
import type { TestServer } from './server.ts'

export const PASSWORD = 'correct horse battery'

/** Somebody who works in an organization, with a way in by password and by key. */
export interface Colleague {
  readonly member: Member
  readonly email: string
  readonly apiKey: string
}

export interface Organization {
  readonly id: number
  readonly owner: Colleague
  hire(role: Role): Promise<Colleague>
  /** A WhatsApp number of this organization, on a stand-in of the provider. */
  whatsapp(secrets?: Secrets): Promise<WhatsAppNumber>
}

export interface WhatsAppNumber {
  readonly channel: ChannelRow
  readonly provider: GraphApi
  readonly callback: string
  readonly secrets: Secrets
}

/** What the owner of a number enters; an app of the provider has one secret for all its numbers. */
export interface Secrets {
  readonly accessToken: string
  readonly appSecret: string
  readonly verifyToken: string
}

/** An organization with an owner, made as the first start makes it. */
export async function createOrganization(server: TestServer, name = 'Acme'): Promise<Organization> {
  const { database } = server
  const [row] = await database.query<{ id: number }>({
    text: `with o as (insert into organizations (name) values ($1) returning id),
      a as (insert into applications (organization_id, id, kind, name) select id, $2, 'inbox', 'Inbox' from o)
      select id from o`,
    values: [name, newId()]
  })
  if (!row) throw new Error('no organization')
  const owner = await hire(server, row.id, 'owner')
  return {
    id: row.id,
    owner,
    hire: role => hire(server, row.id, role),
    whatsapp: secrets => connectWhatsApp(server, owner, secrets)
  }
}

// One hash for all: it costs a tenth of a second.
let hash: Promise<string> | undefined

async function hire(server: TestServer, organizationId: number, role: Role): Promise<Colleague> {
  const email = `${randomUUID()}@example.org`
  hash ??= hashPassword(PASSWORD)
  const [person] = await server.database.query<{ id: number }>({
    text: `with u as (insert into users (email, full_name, password_hash) values ($1, $2, $3) returning id),
      m as (insert into members (organization_id, user_id, role) select $4, id, $5 from u) select id from u`,
    values: [email, `The ${role}`, await hash, organizationId, role]
  })
  if (!person) throw new Error('no person')
  const member: Member = {
    kind: 'user',
    organization_id: organizationId,
    user_id: person.id,
    role,
    team_ids: [],
    agent_visibility: 'all',
    name: `The ${role}`,
    credential_id: randomUUID()
  }
  const maker: Member = { ...member, role: 'owner' }
  const key = await act(server.app.house, maker, scope => createApiKey(scope, { name: 'test', user_id: person.id }))
  return { member, email, apiKey: key.secret }
}

function newSecrets(): Secrets {
  return { accessToken: randomUUID(), appSecret: randomUUID(), verifyToken: randomUUID() }
}

let nextNumber = 0
const WABA = '999'

async function connectWhatsApp(server: TestServer, owner: Colleague, secrets = newSecrets()): Promise<WhatsAppNumber> {
  const phoneNumberId = `1${String(process.pid).padStart(7, '0')}${String(++nextNumber).padStart(7, '0')}`
  const provider = await startGraphApi({
    numbers: [{ phoneNumberId, wabaId: WABA, ...secrets }],
    now: () => server.clock.now()
  })
  const channel = await act(server.app.house, owner.member, scope =>
    createChannel(scope, {
      channel_type: 'whatsapp',
      name: 'WhatsApp',
      settings: { api_base_url: provider.url },
      credentials: {
        phone_number_id: phoneNumberId,
        waba_id: WABA,
        access_token: secrets.accessToken,
        app_secret: secrets.appSecret,
        verify_token: secrets.verifyToken
      }
    })
  )
  const callback = `${server.url}/webhooks/whatsapp/${channel.webhook_key}`
  await provider.subscribe(phoneNumberId, callback)
  return { channel, provider, callback, secrets }
}
