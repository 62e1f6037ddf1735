import type { Fact } from '../channel.ts'
import { distinct, type Fields, record, scalar, text } from '../reading.ts'
import { personOf, senderOf, unrecognized } from './wire.ts'

/**
 * System messages say that a customer has a new number or a new user id. They carry no `contacts`, and open nothing.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/changelog/ (2026-08-11)
 */
export function readSystem(message: Fields, endpoint: string, at: string): Fact {
  const system = record(message['system'])
  switch (system['type']) {
    case 'user_changed_number':
    case 'user_changed_user_id':
    // What the older API called it.
    case 'customer_changed_number':
      return moved(message, system, endpoint, at)
    case 'customer_identity_changed':
      return { kind: 'account', endpoint, at, subject: 'customer_identity_changed', raw: message }
    default:
      return unrecognized(endpoint, 'unknown_system_message', message)
  }
}

function moved(message: Fields, system: Fields, endpoint: string, at: string): Fact {
  const person = personOf(
    {
      userId: text(system['user_id']),
      parentUserId: text(system['parent_user_id']),
      waId: scalar(system['wa_id']) ?? scalar(system['new_wa_id'])
    },
    []
  )
  const sender = senderOf(message)
  const previous = distinct([
    text(system['previous_user_id']),
    text(system['previous_parent_user_id']),
    sender.userId,
    sender.parentUserId,
    sender.waId
  ]).filter(address => !person?.addresses.includes(address))
  if (!person || previous.length === 0) return unrecognized(endpoint, 'malformed_system_message', message)
  return { kind: 'identity', endpoint, at, previous, person }
}
