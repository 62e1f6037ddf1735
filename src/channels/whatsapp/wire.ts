import type { Person, UnrecognizedFact } from '../channel.ts'
import { distinct, type Fields, list, number, present, record, scalar, text } from '../reading.ts'

const LAST_SECOND = 253_402_300_799

/** Unix seconds, as a string or a number, → ISO 8601 with milliseconds. Undefined outside the years 1970 to 9999. */
export function timeOf(value: unknown): string | undefined {
  const seconds = number(value)
  if (seconds === undefined || seconds <= 0 || seconds > LAST_SECOND) return undefined
  return new Date(seconds * 1_000).toISOString()
}

/** The names one person goes by in a payload; a wa_id is missing where the person has a username. */
export interface Names {
  readonly userId: string | undefined
  readonly parentUserId: string | undefined
  readonly waId: string | undefined
}

export function senderOf(message: Fields): Names {
  return {
    userId: text(message['from_user_id']),
    parentUserId: text(message['from_parent_user_id']),
    waId: scalar(message['from'])
  }
}

export function receiverOf(message: Fields): Names {
  return {
    userId: text(message['to_user_id']),
    parentUserId: text(message['to_parent_user_id']),
    waId: scalar(message['to'])
  }
}

const NUMBER = /^[1-9]\d{6,14}$/

/**
 * Somebody with everything the payload's `contacts` know about them. Undefined: nobody.
 * The number is the one the account was registered with, which is not always the one people dial.
 */
export function personOf(names: Names, contacts: readonly unknown[]): Person | undefined {
  const card = record(contacts.find(contact => isOf(record(contact), names)))
  const waId = names.waId ?? scalar(card['wa_id'])
  const [first, ...rest] = distinct([
    names.userId ?? text(card['user_id']),
    names.parentUserId ?? text(card['parent_user_id']),
    waId
  ])
  if (first === undefined) return undefined
  const profile = record(card['profile'])
  return {
    addresses: [first, ...rest],
    ...present({
      name: text(profile['name']),
      phone: waId && NUMBER.test(waId) ? `+${waId}` : undefined,
      username: text(profile['username']) ?? text(card['username'])
    })
  }
}

function isOf(card: Fields, { userId, waId }: Names): boolean {
  if (userId !== undefined && card['user_id'] === userId) return true
  return waId !== undefined && scalar(card['wa_id']) === waId
}

/** `metadata.phone_number_id`: which of our numbers it is about. */
export function endpointIn(value: Fields): string | undefined {
  return scalar(record(value['metadata'])['phone_number_id'])
}

export function contactsIn(value: Fields): readonly unknown[] {
  return list(value['contacts'])
}

export function unrecognized(endpoint: string | null, reason: string, raw: unknown): UnrecognizedFact {
  return { kind: 'unrecognized', endpoint, reason, raw }
}
