import type { TSchema } from 'typebox'
import type { OutgoingMessage, Part } from '../channels/channel.ts'
import { Refusal } from '../model/errors.ts'
import { type Checked, compileReader } from '../platform/query/index.ts'
import { outgoingMedia } from './attached-files.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

type Said = Omit<MessageRow, 'seq'>

/** The parts of a message as its channel sends it. The channel has the last word on what it can carry. */
export function partsOf(scope: Scope, message: Said, reply: MessageRow | null): readonly Part[] {
  const outgoing: OutgoingMessage = {
    message_type: message.message_type,
    message_text: message.message_text,
    media: outgoingMedia(message.message_type, message.media),
    content: message.content,
    reply_to: reply?.provider_message_id ?? null
  }
  const channel = scope.house.channel(message.channel)
  const objection = channel.objection?.(outgoing)
  if (!objection) return channel.plan(outgoing)
  throw notPossible(objection.field, objection.message)
}

/**
 * Asks the channel's own schemas, for where words came in on a path that serves every channel.
 * @throws Refusal `not_possible`
 */
export function mustBeSayable(scope: Scope, { channel: type, message_type, message_text, content }: Said): void {
  const { content: contents, capabilities } = scope.house.channel(type)
  const schema = contents[message_type]
  if (!schema) throw notPossible('message_type', `Nothing of type ${message_type} can be said on ${type}.`)
  const { text_limit } = capabilities
  if ((message_text?.length ?? 0) > text_limit) {
    throw notPossible('message_text', `A text may have ${text_limit} characters.`)
  }
  const checked = readerOf(schema)(content ?? {})
  const [first] = checked.kind === 'valid' ? [] : checked.complaints
  if (first) throw notPossible(`content.${first.path}`.replace(/\.$/, ''), `content.${first.path}: ${first.message}`)
}

type Reader = (value: unknown) => Checked<unknown>
const readers = new WeakMap<TSchema, Reader>()

function readerOf(schema: TSchema): Reader {
  const known = readers.get(schema)
  if (known) return known
  const reader: Reader = compileReader(schema)
  readers.set(schema, reader)
  return reader
}

function notPossible(field: string, message: string): Refusal {
  return new Refusal('not_possible', { message, data: { field } })
}
