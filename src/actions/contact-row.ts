import { Refusal } from '../model/errors.ts'
import type { ChannelType } from '../model/message.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { CustomFields } from './custom-fields.ts'

/** One of the ways in which a contact is known on a channel. */
export type ContactIdentity = {
  readonly id: string
  readonly channel_type: ChannelType
  readonly channel_id: number
  /** null once the contact is deleted. */
  readonly address: string | null
  readonly name: string | null
  readonly username: string | null
  /** Since when nothing is to be sent there but answers to what comes from there. */
  readonly opted_out_at: string | null
}

/** The member whose contact it is, by the present name. */
export interface ContactOwner {
  readonly id: number
  readonly first_name: string
  readonly last_name: string
  readonly full_name: string
}

/** A contact as `/contacts` shows it. */
export type ContactRow = {
  readonly id: number
  readonly organization_id: number
  readonly first_name: string | null
  readonly last_name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly phone_country_code: string | null
  readonly phone_country_iso: string | null
  readonly created_by_user_id: number | null
  readonly owned_by_user_id: number | null
  readonly owner: ContactOwner | null
  readonly company_id: number | null
  readonly company_name: string | null
  readonly company: { readonly id: number | null; readonly name: string | null } | null
  readonly system_type: 'contact'
  readonly avatar_url: string | null
  readonly custom_fields_by_name: CustomFields
  readonly tags: readonly { readonly id: number; readonly name: string }[]
  readonly identities: readonly ContactIdentity[]
  readonly channel_whatsapp_wa_id: string | null
  readonly channel_instagram_user_id: string | null
  /** Whom it is shown as, once it is merged. */
  readonly merged_into_id: number | null
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

const addressOf = (type: ChannelType, narrower = 'true'): string => `
  (select a.address from identities i
   join identity_addresses a on a.organization_id = i.organization_id and a.identity_id = i.id
   where i.organization_id = page.organization_id and i.contact_id = page.id and i.channel_type = '${type}' and ${narrower}
   order by i.updated_at desc, i.id, a.rank, a.created_at limit 1)`

/** What stands beside a contact in other tables, as SQL over `contacts page`. */
export const BESIDE_CONTACT = {
  owner: `
  (select json_build_object('id', m.user_id, 'first_name', split_part(n.full_name, ' ', 1),
     'last_name', ltrim(substr(n.full_name, length(split_part(n.full_name, ' ', 1)) + 1)), 'full_name', n.full_name)
   from members m join users u on u.id = m.user_id
   cross join lateral (select coalesce(m.full_name, u.full_name) as full_name) n
   where m.organization_id = page.organization_id and m.user_id = page.owned_by_user_id)`,
  company: `
  case when page.company_id is null and page.company_name is null then null
    else json_build_object('id', page.company_id, 'name', page.company_name) end`,
  system_type: `'contact'::text`,
  tags: `
  (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name, t.id), '[]')
   from contact_tags ct join tags t on t.organization_id = ct.organization_id and t.id = ct.tag_id
   where ct.organization_id = page.organization_id and ct.contact_id = page.id and t.deleted_at is null)`,
  identities: `
  (select coalesce(json_agg(json_build_object('id', i.id, 'channel_type', i.channel_type, 'channel_id', i.channel_id,
     'address', (select a.address from identity_addresses a
       where a.organization_id = i.organization_id and a.identity_id = i.id order by a.rank, a.created_at limit 1),
     'name', i.name, 'username', i.username,
     'opted_out_at', to_char(i.opted_out_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by i.created_at, i.id), '[]')
   from identities i where i.organization_id = page.organization_id and i.contact_id = page.id)`,
  // Beside a wa_id, which is a number in digits, WhatsApp knows people by ids of a business, which have letters.
  channel_whatsapp_wa_id: addressOf('whatsapp', `a.address ~ '^[0-9]+$'`),
  channel_instagram_user_id: addressOf('instagram')
} as const

/** The columns of a `ContactRow` over `contacts page`. */
export const CONTACT_COLUMNS = `
  page.id, page.organization_id, page.first_name, page.last_name, page.email, page.phone, page.phone_country_code,
  page.phone_country_iso, page.created_by_user_id, page.owned_by_user_id, page.company_id, page.company_name,
  page.avatar_url, page.custom_fields_by_name,
  ${Object.entries(BESIDE_CONTACT)
    .map(([name, sql]) => `${sql} as ${name}`)
    .join(', ')},
  page.merged_into_id, page.version, page.created_at, page.updated_at, page.deleted_at`

/** @throws Refusal `not_found` */
export async function readContact(tx: Transaction, organizationId: number, id: number): Promise<ContactRow> {
  const [row] = await tx.query<ContactRow>(
    prepared(`select ${CONTACT_COLUMNS} from contacts page where page.organization_id = $1 and page.id = $2`, [
      organizationId,
      id
    ])
  )
  if (!row) throw new Refusal('not_found')
  return row
}

/**
 * Locks a living contact.
 * @throws Refusal `not_found`, `stale_version`
 */
export async function lockContact(
  tx: Transaction,
  organizationId: number,
  id: number,
  version: number | null
): Promise<ContactRow> {
  const [row] = await tx.query<ContactRow>(
    prepared(
      `select ${CONTACT_COLUMNS} from contacts page
       where page.organization_id = $1 and page.id = $2 and page.deleted_at is null for no key update of page`,
      [organizationId, id]
    )
  )
  if (!row) throw new Refusal('not_found')
  if (version !== null && version !== row.version) throw new Refusal('stale_version')
  return row
}
