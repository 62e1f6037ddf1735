import { canonicalPhone } from '../model/phone.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Writer } from './find-persons.ts'
import type { Scope } from './scope.ts'

/** A contact, and whom it is shown as. */
export interface Numbered {
  readonly id: number
  readonly shown_as: number
}

interface Candidate extends Numbered {
  /** Is it known on the channel already? */
  readonly is_here: boolean
  /** How it is known on channels of the same type. */
  readonly addresses: readonly string[]
}

const MOST = 10

// Held until the identity has joined: whoever merges or deletes the contact meanwhile waits.
const FIND = `
  select k.id, coalesce(k.merged_into_id, k.id) as shown_as,
    exists (select from identities i where i.organization_id = k.organization_id
      and i.contact_id = coalesce(k.merged_into_id, k.id) and i.channel_id = $3) as is_here,
    to_jsonb(array(select a.address from identities i
      join identity_addresses a on a.organization_id = i.organization_id and a.identity_id = i.id
      where i.organization_id = k.organization_id and i.contact_id = coalesce(k.merged_into_id, k.id)
        and i.channel_type = $4)) as addresses
  from contacts k
  where k.organization_id = $1 and k.phone = $2 and k.deleted_at is null
  order by k.id limit ${MOST} for share of k`

/**
 * The one contact that has the number the provider vouches for. null: there is none, there are several, or other signs
 * say that the number was handed on to somebody else.
 */
export async function contactWithNumber(scope: Scope, { person, channel }: Writer): Promise<Numbered | null> {
  const number = person.phone ? canonicalPhone(person.phone) : null
  if (number === null) return null
  const { organization_id, id, channel_type } = channel
  const rows = await scope.tx.query<Candidate>(prepared(FIND, [organization_id, number, id, channel_type]))
  const [first, ...others] = rows
  if (!first || rows.length === MOST || others.some(other => other.shown_as !== first.shown_as)) return null
  // Whoever is known on this channel would have been found by the address.
  if (first.is_here || isSomebodyElse(scope, { person, channel }, first.addresses)) return null
  return rows.find(row => row.id === row.shown_as) ?? first
}

/** Both show lasting addresses, and none in common. */
function isSomebodyElse(scope: Scope, { person, channel }: Writer, addresses: readonly string[]): boolean {
  const { lasts = () => false } = scope.house.channel(channel.channel_type)
  const own = person.addresses.filter(lasts)
  const known = addresses.filter(lasts)
  return own.length > 0 && known.length > 0 && !own.some(address => known.includes(address))
}
