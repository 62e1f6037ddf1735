import { canonicalEmail } from '../model/email.ts'
import { Refusal } from '../model/errors.ts'
import { canonicalPhone } from '../model/phone.ts'
import type { ContactRow, CustomValue } from './contact-row.ts'
import type { TagWish } from './tag-contact.ts'

/** What people write about a contact. Fields left out stay; null or an empty text takes one away. */
export interface ContactDetails {
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly company_id?: number | null
  readonly company_name?: string | null
  readonly avatar_url?: string | null
  /** Merged with those that are there, name by name. */
  readonly custom_fields_by_name?: Readonly<Record<string, CustomValue | null>>
  /** All of them, by id or name. */
  readonly tags?: readonly TagWish[]
}

type Kept = Pick<ContactRow, Exclude<keyof ContactDetails, 'tags'>>

const NOTHING: Kept = {
  first_name: null,
  last_name: null,
  email: null,
  phone: null,
  company_id: null,
  company_name: null,
  avatar_url: null,
  custom_fields_by_name: {}
}

export const MOST_CUSTOM_FIELDS = 100

/**
 * The details as they are kept, in the order of the columns that both writers use.
 * @throws Refusal `bad_data`
 */
export function detailsOf(given: ContactDetails, present: Kept = NOTHING): readonly unknown[] {
  const { email, phone } = given
  return [
    text(given.first_name, present.first_name),
    text(given.last_name, present.last_name),
    email ? canonicalEmail(email) : text(email, present.email),
    phone?.trim() ? numberOf(phone) : text(phone, present.phone),
    given.company_id === undefined ? present.company_id : given.company_id,
    text(given.company_name, present.company_name),
    text(given.avatar_url, present.avatar_url),
    JSON.stringify(fieldsOf(given.custom_fields_by_name ?? {}, present.custom_fields_by_name))
  ]
}

function text(given: string | null | undefined, present: string | null): string | null {
  return given === undefined ? present : given?.trim() || null
}

function numberOf(phone: string): string {
  const number = canonicalPhone(phone)
  if (!number) throw complaint('phone', 'must be a phone number of 3 to 15 digits, like +905321234567')
  return number
}

function fieldsOf(
  given: Readonly<Record<string, CustomValue | null>>,
  present: Kept['custom_fields_by_name']
): Kept['custom_fields_by_name'] {
  const fields = Object.entries({ ...present, ...given }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const]
  )
  if (fields.length > MOST_CUSTOM_FIELDS)
    throw complaint('custom_fields_by_name', `must have at most ${MOST_CUSTOM_FIELDS} fields`)
  return Object.fromEntries(fields)
}

function complaint(path: string, message: string): Refusal {
  return new Refusal('bad_data', { message: `${path}: ${message}`, complaints: [{ path, message }] })
}
