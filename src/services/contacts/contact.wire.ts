import { type Presenter, toEverybody } from '../realtime.ts'

const FIELDS = [
  'id',
  'organization_id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'phone_country_code',
  'phone_country_iso',
  'created_by_user_id',
  'owned_by_user_id',
  'owner',
  'company_id',
  'company_name',
  'company',
  'system_type',
  'avatar_url',
  'custom_fields_by_name',
  'tags',
  'identities',
  'channel_whatsapp_wa_id',
  'channel_instagram_user_id',
  'merged_into_id',
  'version',
  'created_at',
  'updated_at',
  'deleted_at'
] as const

/** A contact as the outside sees it. A bare row says nothing of what stands beside it, such as its tags. */
export function wireContact(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(FIELDS.flatMap(name => (row[name] === undefined ? [] : [[name, row[name]]])))
}

/** Makes contacts live for every member. */
export const contactPresenter: Presenter = { path: 'contacts', rooms: toEverybody, wire: wireContact }
