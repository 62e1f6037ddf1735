import type { Fact, Person } from '../channel.ts'
import { type Fields, list, record, scalar, text } from '../reading.ts'
import { readMessage, type Setting } from './messages.ts'
import { contactsIn, personOf, receiverOf, senderOf, timeOf, unrecognized } from './wire.ts'

/**
 * What was said on the phone before the number was shared with us, up to 180 days back. It is stored quietly. Media
 * of the last 14 days follow as `messages` of the same field, under the ids of their placeholders.
 */
export function readHistory(value: Fields, endpoint: string, entry: Fields): readonly Fact[] {
  const ours = (text(record(value['metadata'])['display_phone_number']) ?? '').replace(/\D/g, '')
  const chunks = list(value['history']).flatMap(chunk => readChunk(chunk, { endpoint, ours, entry }))
  const later = list(value['messages']).map(item => {
    const names = isOurs(record(item), ours) ? receiverOf(record(item)) : senderOf(record(item))
    return remember(item, personOf(names, contactsIn(value)), endpoint, ours)
  })
  return [...chunks, ...later]
}

interface Archive {
  readonly endpoint: string
  readonly ours: string
  readonly entry: Fields
}

function readChunk(chunk: unknown, archive: Archive): readonly Fact[] {
  const threads = list(record(chunk)['threads'])
  if (threads.length > 0) return threads.flatMap(thread => readThread(thread, archive))
  // The owner did not share it (2593109), or there is nothing: progress of the whole.
  return [
    {
      kind: 'account',
      endpoint: archive.endpoint,
      at: timeOf(archive.entry['time']) ?? null,
      subject: 'history',
      raw: chunk
    }
  ]
}

function readThread(thread: unknown, { endpoint, ours }: Archive): readonly Fact[] {
  const { id, user_id, context, messages } = record(thread)
  const named = record(context)
  const names = {
    userId: text(user_id) ?? text(named['user_id']),
    parentUserId: text(named['parent_user_id']),
    waId: scalar(named['wa_id']) ?? scalar(id)
  }
  const customer = personOf(names, [])
  if (!customer || list(messages).length === 0) return [unrecognized(endpoint, 'malformed_history_thread', thread)]
  return list(messages).map(item => remember(item, customer, endpoint, ours))
}

function remember(item: unknown, customer: Person | undefined, endpoint: string, ours: string): Fact {
  const message = record(item)
  const status = text(record(message['history_context'])['status'])
  const outbound = isOurs(message, ours) || !customer?.addresses.some(address => isFrom(message, address))
  const setting: Setting = {
    endpoint,
    customer: () => customer,
    direction: outbound ? 'outbound' : 'inbound',
    live: false,
    quiet: true,
    metadata: { history: true, ...(status && { history_status: status.toLowerCase() }) }
  }
  return readMessage(item, setting)
}

function isOurs(message: Fields, ours: string): boolean {
  return ours !== '' && scalar(message['from'])?.replace(/\D/g, '') === ours
}

function isFrom(message: Fields, address: string): boolean {
  return scalar(message['from']) === address || message['from_user_id'] === address
}
