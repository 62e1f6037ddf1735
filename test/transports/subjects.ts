import { randomUUID } from 'node:crypto'
import { bulkOf } from '../support/bulk.ts'
import { restAs } from '../support/clients.ts'
import { talkOn } from '../support/talk-on.ts'
import { uploadPicture } from '../support/uploads.ts'
import { PASSWORD } from '../support/world.ts'
import { made, SECRET, type Shop } from './shop.ts'

/** What one method of a service is tried on: an object of the first organization, and data that would do. */
export interface Subject {
  readonly path?: string | (() => Promise<string>)
  readonly id?: string | number
  /** Makes an object for a call that ends it. */
  readonly fresh?: () => Promise<string | number>
  readonly create?: () => object
  readonly patch?: object
  readonly query?: object
  /** `create` names an object of the first organization. */
  readonly refers?: true
}

export async function pathTo(subject: Subject | undefined, path: string): Promise<string> {
  const own = subject?.path ?? path
  return typeof own === 'string' ? own : own()
}

export async function subjectsOf(shop: Shop): Promise<Readonly<Record<string, Subject>>> {
  const { conversation, message, number, organization, agent } = shop
  const conversationId = Number(conversation['id'])
  const note = () => ({ conversation_id: conversationId, message_type: 'note', message_text: 'Noted' })
  const key = () => ({ name: 'Key', user_id: agent.member.user_id })
  const events = await shop.owner.app
    .service('conversation-events')
    .find({ query: { conversation_id: conversationId } })
  const sending = 'conversation-messages-transform-outgoing-whatsapp'

  const unheard = String(
    await made(shop, sending, { conversation_id: conversationId, message_type: 'text', message_text: 'Unheard' })
  )

  const lonely = await meetMany(shop)

  const file = await uploadPicture(shop.owner, conversationId)

  const automation = Number(await made(shop, 'automations', automationData()))
  const execution = () => ({ automation_id: automation, conversation_id: conversationId })
  const pipelineId = await made(shop, 'pipelines', { name: SECRET })

  return {
    authentication: { create: () => ({ strategy: 'local', email: agent.email, password: PASSWORD }) },
    organizations: {
      id: organization.id,
      create: () => ({ name: 'Another' }),
      patch: { name: organization.owner.email }
    },
    users: {
      id: agent.member.user_id,
      fresh: async () => (await organization.hire('agent')).member.user_id,
      create: () => ({ email: `${randomUUID()}@example.org`, full_name: 'New', role: 'agent' }),
      patch: { full_name: 'Renamed' }
    },
    'api-keys': { id: 1, fresh: () => made(shop, 'api-keys', key()), create: () => ({ name: 'Key' }) },
    channels: {
      id: number.channel.id,
      fresh: () => made(shop, 'channels', channelData()),
      create: channelData,
      patch: { name: 'Renamed' }
    },
    'channels/:id/verify': { path: `channels/${number.channel.id}/verify`, create: () => ({}), refers: true },
    'channels/:channel_id/templates': { path: `channels/${number.channel.id}/templates` },
    'channels/:channel_id/template-syncs': {
      path: `channels/${number.channel.id}/template-syncs`,
      create: () => ({}),
      refers: true
    },
    contacts: {
      id: Number(conversation['contact_id']),
      fresh: () => made(shop, 'contacts', { first_name: 'Gone' }),
      create: () => ({ first_name: 'New' }),
      patch: { last_name: 'Renamed' }
    },
    'contact-merges': {
      id: await made(shop, 'contact-merges', { contact_id: lonely.pop(), merged_contact_id: lonely.pop() }),
      fresh: () => made(shop, 'contact-merges', { contact_id: lonely.pop(), merged_contact_id: lonely.pop() }),
      create: () => ({ contact_id: Number(conversation['contact_id']), merged_contact_id: Number(lonely.pop()) }),
      refers: true
    },
    'contacts/:contact_id/merge-suggestions': { path: `contacts/${conversation['contact_id']}/merge-suggestions` },
    tags: {
      id: await made(shop, 'tags', { name: 'Regular' }),
      fresh: () => made(shop, 'tags', { name: randomUUID() }),
      create: () => ({ name: randomUUID() }),
      patch: { name: 'Regular guest' }
    },
    conversations: {
      id: conversationId,
      fresh: () => made(shop, 'conversations', newcomer(number.channel.id)),
      create: () => newcomer(number.channel.id),
      patch: { priority: 'high' },
      refers: true
    },
    'conversation-sessions': { id: String(conversation['session_id']), patch: { data: { step: 2 } } },
    pipelines: {
      id: pipelineId,
      fresh: () => made(shop, 'pipelines', { name: 'Gone' }),
      create: () => ({ name: 'New' }),
      patch: { name: 'Renamed' }
    },
    'pipeline-stages': {
      id: await made(shop, 'pipeline-stages', { pipeline_id: pipelineId, name: 'First' }),
      fresh: () => made(shop, 'pipeline-stages', { pipeline_id: pipelineId, name: 'Gone' }),
      create: () => ({ pipeline_id: pipelineId, name: 'New' }),
      patch: { name: 'Renamed' },
      refers: true
    },
    'conversation-typing': { create: () => ({ conversation_id: conversationId, on: true }), refers: true },
    'conversation-reads': { create: () => ({ conversation_id: conversationId, seq: 1 }), refers: true },
    views: {
      id: await sharedView(shop),
      fresh: () => sharedView(shop),
      create: () => ({ name: 'Urgent', filter: { priority: 'urgent' } }),
      patch: { name: 'Renamed' }
    },
    'conversations-bulk-actions': {
      id: await beginBulkAction(shop, conversationId),
      create: () => ({ action: 'mark_read', conversation_ids: [conversationId] }),
      patch: { status: 'canceled' }
    },
    'conversations-bulk-actions/:id/undo': {
      path: async () => {
        const client = await restAs(shop.server.url, { apiKey: agent.apiKey })
        const data = { action: 'mark_read', conversation_ids: [conversationId] }
        const { id } = await client.app.service('conversations-bulk-actions').create(data)
        return `conversations-bulk-actions/${id}/undo`
      },
      create: () => ({}),
      refers: true
    },
    'conversation-messages': { id: String(message['id']) },
    'conversations/:conversation_id/messages': {
      path: `conversations/${conversationId}/messages`,
      create: () => ({ message_type: 'note', message_text: 'Noted' }),
      refers: true
    },
    'conversation-messages/:id/resend': {
      path: async () => {
        await fail(shop, unheard)
        return `conversation-messages/${unheard}/resend`
      },
      create: () => ({}),
      refers: true
    },
    'conversation-messages-whatsapp': {
      id: String(await made(shop, sending, note())),
      patch: { message_text: 'Noted otherwise' },
      query: { conversation_id: conversationId },
      fresh: () => made(shop, sending, note())
    },
    [sending]: { create: note, refers: true },
    ...(await talksElsewhere(shop)),
    'conversation-predefined-messages': {
      id: await made(shop, 'conversation-predefined-messages', predefined()),
      fresh: () => made(shop, 'conversation-predefined-messages', predefined()),
      create: predefined,
      patch: { content: 'Goodbye' }
    },
    'conversation-predefined-messages/:id/render': {
      path: async () =>
        `conversation-predefined-messages/${await made(shop, 'conversation-predefined-messages', predefined())}/render`,
      create: () => ({ conversation_id: conversationId }),
      refers: true
    },
    'conversation-files': {
      id: String(await made(shop, 'conversation-files', file)),
      create: () => file,
      refers: true
    },
    's3-url-signing': {
      create: () => ({ conversation_id: conversationId, file_name: 'a.png', file_type: 'image/png', file_size: 100 }),
      refers: true
    },
    automations: {
      id: automation,
      fresh: () => made(shop, 'automations', automationData()),
      create: automationData,
      patch: { description: 'Changed' }
    },
    'automations-executions': {
      id: await made(shop, 'automations-executions', execution()),
      create: execution,
      patch: { status: 'canceled' },
      refers: true
    },
    'conversation-events': { id: events.data[0].id }
  }
}

const ELSEWHERE = ['instagram', 'messenger', 'webchat', 'sms', 'playground'] as const

/** A conversation on each further type of channel, where notes can be left whether its dialect is spoken or not. */
async function talksElsewhere(shop: Shop): Promise<Readonly<Record<string, Subject>>> {
  const subjects: Record<string, Subject> = {}
  for (const type of ELSEWHERE) {
    const { id } = await talkOn(shop.server, shop.organization, type)
    const create = () => ({ conversation_id: id, message_type: 'note', message_text: 'Noted' })
    const reading = `conversation-messages-${type}`
    const isOne = type === 'sms' || type === 'playground'
    const sending = isOne ? reading : `conversation-messages-transform-outgoing-${type}`
    const fresh = () => made(shop, sending, create())
    subjects[sending] = { create, refers: true }
    subjects[reading] = {
      ...(isOne && subjects[sending]),
      id: await fresh(),
      patch: { message_text: 'Noted otherwise' },
      query: { conversation_id: id },
      fresh
    }
  }
  return subjects
}

/** Contacts of whom each can be merged once. */
async function meetMany({ server, organization }: Shop): Promise<number[]> {
  const text = `insert into contacts (organization_id, first_name)
    select $1, 'Double' from generate_series(1, 120) returning id`
  const rows = await server.database.query<{ id: number }>({ text, values: [organization.id] })
  return rows.map(row => row.id)
}

/** Of the agent, who lets everybody see it. */
async function sharedView({ server, agent }: Shop): Promise<number> {
  const client = await restAs(server.url, { apiKey: agent.apiKey })
  const { id } = await client.app.service('views').create({ name: SECRET, filter: { status: 'open' }, shared: true })
  return id
}

/** One of the agent's that nobody has done anything of yet. */
async function beginBulkAction({ server, agent }: Shop, conversationId: number): Promise<number> {
  const row = await bulkOf(server, agent.member).begins('mark_read', { unread_count: 0 }, [conversationId])
  return row.id
}

/** As if the provider had refused it. */
async function fail({ server }: Shop, messageId: string): Promise<void> {
  const text = `with d as (update deliveries set state = 'failed' where message_id = $1)
    update messages set status = 'failed' where id = $1`
  await server.settle()
  await server.database.query({ text, values: [messageId] })
}

function predefined() {
  return { title: randomUUID(), content: 'Hello {{ contact.first_name }}' }
}

/** Somebody who has never written. */
function newcomer(channelId: number) {
  return { channel_id: channelId, address: `+1666${String(Math.random()).slice(2, 10)}` }
}

function automationData() {
  return {
    name: 'Waiter',
    trigger: { type: 'manual' },
    steps: [{ id: 'pause', type: 'wait', for: 'P1D' }]
  }
}

function channelData() {
  const number = String(Math.floor(Math.random() * 1e15))
  return {
    channel_type: 'whatsapp',
    name: 'Second number',
    credentials: {
      phone_number_id: number,
      waba_id: number,
      access_token: randomUUID(),
      app_secret: randomUUID(),
      verify_token: randomUUID()
    }
  }
}
