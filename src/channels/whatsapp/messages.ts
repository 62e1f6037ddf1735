import type { Fact, Person } from '../channel.ts'
import { type Fields, isRecord, own, present, record, scalar, text } from '../reading.ts'
import { readSystem } from './identity.ts'
import { readSaid } from './said.ts'
import { timeOf, unrecognized } from './wire.ts'

/** Where a list of messages stands, which decides who speaks and whom it wakes. */
export interface Setting {
  readonly endpoint: string
  /** The customer of the conversation, whoever speaks. */
  readonly customer: (message: Fields) => Person | undefined
  readonly direction: 'inbound' | 'outbound'
  /** Live words open the window; history does not. */
  readonly live: boolean
  readonly quiet: boolean
  readonly metadata?: Fields
}

interface Frame {
  readonly endpoint: string
  readonly at: string
  readonly person: Person
  readonly provider_message_id: string
}

/** One item of a list of messages is one fact, whatever is in it. */
export function readMessage(item: unknown, setting: Setting): Fact {
  const { endpoint } = setting
  const message = record(item)
  const id = text(message['id'])
  const at = timeOf(message['timestamp'])
  if (id === undefined || at === undefined) return unrecognized(endpoint, 'malformed_message', item)
  if (message['type'] === 'system') return readSystem(message, endpoint, at)
  const person = setting.customer(message)
  if (!person) return unrecognized(endpoint, 'message_of_nobody', item)
  return factOf(message, { endpoint, at, person, provider_message_id: id }, setting)
}

function factOf(message: Fields, frame: Frame, setting: Setting): Fact {
  return afterthoughtOf(message, frame, setting) ?? spoken(message, frame, setting)
}

/** Reactions, edits and deletions speak of another message; without its id they are kept as unsupported words. */
function afterthoughtOf(message: Fields, frame: Frame, { direction }: Setting): Fact | undefined {
  const type = text(message['type']) ?? ''
  const body = record(own(message, type))
  const target = text(body[type === 'reaction' ? 'message_id' : 'original_message_id'])
  if (target === undefined) return undefined
  switch (type) {
    case 'reaction':
      // Taken back: the emoji is empty, or missing.
      return {
        kind: 'reaction',
        ...frame,
        target,
        emoji: text(body['emoji']) ?? null,
        by: direction === 'inbound' ? 'customer' : 'phone_app'
      }
    case 'edit':
      return { kind: 'edit', ...frame, target, message_text: readSaid(record(body['message'])).message_text }
    case 'revoke':
      return { kind: 'deletion', ...frame, target }
    default:
      return undefined
  }
}

function spoken(message: Fields, frame: Frame, setting: Setting): Fact {
  const said = readSaid(message)
  const context = record(message['context'])
  const quoted = text(context['id'])
  const metadata = { ...setting.metadata, ...circumstances(message, context) }
  return {
    kind: 'message',
    ...frame,
    ...said,
    direction: setting.direction,
    opens_window: opensWindow(message, setting),
    ...(quoted !== undefined && { reply_to: quoted }),
    ...(setting.quiet && { quiet: true }),
    ...(Object.keys(metadata).length > 0 && { metadata })
  }
}

// Arrive as unsupported messages, but nobody said anything.
const UNSPOKEN = new Set(['edit', 'keep_in_chat', 'pin', 'poll_update', 'reaction'])

/** A word in a group opens no window to the one who said it. */
function opensWindow(message: Fields, { direction, live }: Setting): boolean {
  const unspoken = UNSPOKEN.has(text(record(message['unsupported'])['type']) ?? '')
  return live && direction === 'inbound' && message['group_id'] === undefined && !unspoken
}

function circumstances(message: Fields, context: Fields): Fields {
  const { referral } = message
  const { referred_product } = context
  return present({
    forwarded: context['forwarded'] === true || context['frequently_forwarded'] === true ? true : undefined,
    frequently_forwarded: context['frequently_forwarded'] === true ? true : undefined,
    referred_product: isRecord(referred_product) ? referred_product : undefined,
    referral: isRecord(referral) ? referral : undefined,
    group_id: scalar(message['group_id'])
  })
}
