import type { Fact } from '../channel.ts'
import { type Fields, list, record, scalar, text } from '../reading.ts'
import { contactsIn, personOf, timeOf } from './wire.ts'

const WANTS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['stop', false],
  ['resume', true]
])

/**
 * A customer has stopped our advertising, or resumed it. What is of another kind is kept for the operator.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
 */
export function readPreferences(value: Fields, endpoint: string, entry: Fields): readonly Fact[] {
  return list(value['user_preferences']).map(item => {
    const preference = record(item)
    const at = timeOf(preference['timestamp'])
    const wants_marketing = WANTS.get(preference['value'])
    const person = personOf(namesOf(preference), contactsIn(value))
    if (preference['category'] === 'marketing_messages' && at && wants_marketing !== undefined && person) {
      return { kind: 'preference', endpoint, at, person, wants_marketing }
    }
    return {
      kind: 'account',
      endpoint,
      at: at ?? timeOf(entry['time']) ?? null,
      subject: 'user_preferences',
      raw: item
    }
  })
}

function namesOf(preference: Fields) {
  return {
    userId: text(preference['user_id']),
    parentUserId: text(preference['parent_user_id']),
    waId: scalar(preference['wa_id'])
  }
}
