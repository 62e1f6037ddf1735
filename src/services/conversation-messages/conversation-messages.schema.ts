import { type TProperties, type TSchema, Type } from 'typebox'
import {
  bagShape,
  mediaShape,
  messageErrorShape,
  orNoText,
  reactionShape,
  senderShape,
  uuidShape
} from '../../actions/shapes.ts'
import { ofContact } from '../../actions/survivor.ts'
import type { Vocabulary } from '../../channels/channel.ts'
import type { Member } from '../../model/actor.ts'
import { CHANNEL_TYPES, type ChannelType, DIRECTIONS, MESSAGE_STATUSES, MESSAGE_TYPES } from '../../model/message.ts'
import { closed, defineResource, field, orNull, type Resource } from '../../platform/query/index.ts'

const fields = {
  id: field.uuid({ sortable: true }),
  _id: field.derived('page.id', { shape: uuidShape }),
  organization_id: field.id(),
  conversation_id: field.id(),
  contact_id: field.id(),
  seq: field.integer({ sortable: true }),
  channel: field.choice(CHANNEL_TYPES),
  channel_id: field.id(),
  identity_id: field.uuid(),
  direction: field.choice(DIRECTIONS),
  sender: field.json({ shape: senderShape }),
  message_type: field.choice(MESSAGE_TYPES),
  message_text: { ...field.text({ nullable: true }), operators: [] },
  media: field.json({ shape: Type.Array(mediaShape) }),
  media_url: field.derived(`page.media -> 0 ->> 'url'`, { shape: orNoText }),
  reply_to_message_id: field.uuid({ nullable: true }),
  reactions: field.json({ shape: Type.Array(reactionShape) }),
  content: field.json({ nullable: true, shape: bagShape }),
  status: field.choice(MESSAGE_STATUSES),
  status_at: field.time(),
  error: field.json({ nullable: true, shape: messageErrorShape }),
  attempts: field.integer(),
  provider_message_id: field.text({ nullable: true }),
  client_id: field.text({ nullable: true }),
  send_at: field.time({ nullable: true }),
  edited_at: field.time({ nullable: true }),
  history: field.json({ shape: Type.Array(bagShape) }),
  provider_at: field.time({ nullable: true }),
  created_at: field.time({ sortable: true }),
  deleted_at: field.time({ nullable: true }),
  metadata: field.json({ shape: bagShape })
} as const

const OWN_CHANNELS = 'array(select c.id from channels c where c.organization_id = ?)'

const shortcuts: Resource<Member>['shortcuts'] = {
  contact_id: (asked, member) => ofContact('contact_id', asked, member.organization_id),
  // The index knows the provider's names by channel.
  provider_message_id: ({ operator, value }, { organization_id }) =>
    operator === '$eq' && typeof value === 'string'
      ? [`"provider_message_id" = ? and "channel_id" = any(${OWN_CHANNELS})`, value, organization_id]
      : undefined
}

/** Messages of all types. Across conversations they come in the order of their ids, which is that of time. */
export const messageResource = defineResource<Member>({
  table: 'messages',
  fields,
  shortcuts,
  defaultSort: [['id', 'asc']]
})

/** Messages of one conversation, in the order in which they were said. */
export const threadResource = defineResource<Member>({
  table: 'messages',
  fields,
  shortcuts,
  defaultSort: [['seq', 'asc']]
})

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

const SHARED = {
  conversation_id: integerId,
  contact_id: Type.Optional(integerId),
  reply_to_message_id: Type.Optional(orNull(Type.String({ format: 'uuid' }))),
  client_id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  control_epoch: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  takeover: Type.Optional(Type.Boolean()),
  send_at: Type.Optional(orNull(Type.String({ format: 'date-time', maxLength: 40 })))
}

const NOTE_CONTENT = closed({ mentions: Type.Optional(Type.Array(integerId, { maxItems: 50 })) })

function noteSchema(more: TProperties): TSchema {
  return closed({
    ...SHARED,
    ...more,
    message_type: Type.Literal('note'),
    message_text: Type.String({ minLength: 1, maxLength: 20_000 }),
    content: Type.Optional(NOTE_CONTENT)
  })
}

const file = closed({ conversation_file_id: Type.String({ format: 'uuid' }) })

const FILES = {
  conversation_file_id: Type.Optional(Type.String({ format: 'uuid' })),
  files: Type.Optional(Type.Array(file, { minItems: 1, maxItems: 10 })),
  s3_key: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
  s3_path: Type.Optional(Type.String({ minLength: 1, maxLength: 1_200 })),
  file_name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  file_type: Type.Optional(Type.String({ minLength: 1, maxLength: 150 })),
  file_size: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  // An address, or the key or path of an upload.
  media_url: Type.Optional(
    Type.String({ pattern: '^(https?://[^\\s/]+(/\\S*)?|(s3://[^\\s/]+/)?[0-9]+/[^\\s:]+)$', maxLength: 2_048 })
  )
}

const WITH_FILES = ['image', 'video', 'audio', 'document', 'sticker'] as const
const WITHOUT_FILES = ['location', 'contacts', 'interactive', 'template', 'reaction'] as const

/** What may be said on a channel, derived from what its dialect can say: one closed schema per message type. */
export function outgoingSchema({ content, capabilities }: Omit<Vocabulary, 'name'>, more: TProperties = {}): TSchema {
  const shared = { ...SHARED, ...more }
  const words = Type.String({ minLength: 1, maxLength: capabilities.text_limit })
  const message_text = Type.Optional(Type.String({ maxLength: capabilities.text_limit }))
  const text = closed({
    ...shared,
    ...FILES,
    message_type: Type.Literal('text'),
    message_text: words,
    content: Type.Optional(content.text ?? closed({}))
  })
  const withFiles = WITH_FILES.flatMap(type => {
    const own = content[type]
    if (!own) return []
    return [
      closed({ ...shared, ...FILES, message_type: Type.Literal(type), message_text, content: Type.Optional(own) })
    ]
  })
  const others = WITHOUT_FILES.flatMap(type => {
    const own = content[type]
    return own ? [closed({ ...shared, message_type: Type.Literal(type), message_text, content: own })] : []
  })
  return Type.Union([text, noteSchema(more), ...withFiles, ...others])
}

/** What may be changed of a message: the words of any, and whom a note mentions. */
export const editSchema = closed(
  {
    message_text: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000 })),
    content: Type.Optional(NOTE_CONTENT)
  },
  { minProperties: 1 }
)

/** Where the house is the network, one may write as the customer too. */
export const AS_CUSTOMER = { direction: Type.Optional(Type.Enum(['inbound', 'outbound'])) }

/**
 * On the path of a conversation the channel is the one that is named, else the one the customer used last: what any of
 * them can carry is let in, and the channel itself has the last word.
 */
export function anySchema(vocabularies: readonly Vocabulary[]): TSchema {
  const text_limit = Math.max(...vocabularies.map(({ capabilities }) => capabilities.text_limit))
  const types = [...new Set(vocabularies.flatMap(({ content }) => MESSAGE_TYPES.filter(type => content[type])))]
  const content = Object.fromEntries(
    types.map(type => [type, anyOf(vocabularies.flatMap(each => each.content[type] ?? []))])
  )
  return outgoingSchema({ content, capabilities: { text_limit } }, { channel_id: Type.Optional(integerId) })
}

function anyOf(schemas: readonly TSchema[]): TSchema {
  const different = new Map(schemas.map(schema => [JSON.stringify(schema), schema]))
  const [only, ...others] = different.values()
  return only && others.length === 0 ? only : Type.Union([...different.values()])
}

/** The message stands in the path. */
export const resendSchema = closed({ id: Type.String({ format: 'uuid' }) })

export function pathOf(type: ChannelType): string {
  return `conversation-messages-${type}`
}
