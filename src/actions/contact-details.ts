import { canonicalEmail } from '../model/email.ts'
import { Refusal } from '../model/errors.ts'
import { type Phone, readPhone } from '../model/phone.ts'
import type { ContactRow } from './contact-row.ts'
import { type CustomValue, customFieldsOf } from './custom-fields.ts'
import type { TagWish } from './tag-contact.ts'

/** What people write about a contact. Fields left out stay; null or an empty text takes one away. */
export interface ContactDetails {
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  /** The country of a number that is written without it: its calling code, or its two letters. */
  readonly phone_country_code?: string | null
  readonly phone_country_iso?: string | null
  readonly owned_by_user_id?: number | null
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
  phone_country_code: null,
  phone_country_iso: null,
  owned_by_user_id: null,
  company_id: null,
  company_name: null,
  avatar_url: null,
  custom_fields_by_name: {}
}

/** The columns that `detailsOf` fills, in its order. */
export const DETAIL_COLUMNS = [
  'first_name',
  'last_name',
  'email',
  'phone',
  'phone_country_code',
  'phone_country_iso',
  'owned_by_user_id',
  'company_id',
  'company_name',
  'avatar_url',
  'custom_fields_by_name'
] as const satisfies readonly (keyof Kept)[]

/**
 * The details as they are kept, in the order of `DETAIL_COLUMNS`.
 * @throws Refusal `bad_data`
 */
export function detailsOf(given: ContactDetails, present: Kept = NOTHING): readonly unknown[] {
  const { email } = given
  const phone = phoneOf(given, present)
  const kept: Kept = {
    first_name: text(given.first_name, present.first_name),
    last_name: text(given.last_name, present.last_name),
    email: email ? canonicalEmail(email) : text(email, present.email),
    phone: phone?.number ?? null,
    phone_country_code: phone?.country_code ?? null,
    phone_country_iso: phone?.country_iso ?? null,
    owned_by_user_id: given.owned_by_user_id === undefined ? present.owned_by_user_id : given.owned_by_user_id,
    company_id: given.company_id === undefined ? present.company_id : given.company_id,
    company_name: text(given.company_name, present.company_name),
    avatar_url: text(given.avatar_url, present.avatar_url),
    custom_fields_by_name: customFieldsOf(given.custom_fields_by_name ?? {}, present.custom_fields_by_name)
  }
  return DETAIL_COLUMNS.map(name => (name === 'custom_fields_by_name' ? JSON.stringify(kept[name]) : kept[name]))
}

function text(given: string | null | undefined, present: string | null): string | null {
  return given === undefined ? present : given?.trim() || null
}

function phoneOf(given: ContactDetails, present: Kept): Phone | null {
  const typed = text(given.phone, present.phone)
  if (typed === null) return null
  const phone = readPhone(typed, { code: given.phone_country_code, iso: given.phone_country_iso })
  if (!phone) {
    const message =
      'must be a phone number of 3 to 15 digits, like +905321234567, of the country that is said beside it'
    throw new Refusal('bad_data', { message: `phone: ${message}`, complaints: [{ path: 'phone', message }] })
  }
  return phone
}
