import { prepared } from '../platform/set-wise.ts'
import { waitAtAddresses } from './open-conversation.ts'
import type { Scope } from './scope.ts'

const ADDRESSES = `
  select a.channel_id, array_agg(a.address) as addresses
  from identities i
  join identity_addresses a on a.organization_id = i.organization_id and a.identity_id = i.id
  where i.organization_id = $1 and i.contact_id = any($2::bigint[])
  group by a.channel_id order by a.channel_id`

/** Nobody begins a conversation from an address of these contacts until this is over. */
export async function holdAddresses(
  { tx, actor: { organization_id } }: Scope,
  contactIds: readonly number[]
): Promise<void> {
  const held = await tx.query<{ channel_id: number; addresses: string[] }>(
    prepared(ADDRESSES, [organization_id, contactIds])
  )
  for (const { channel_id, addresses } of held)
    await waitAtAddresses(tx, { organization_id, id: channel_id }, addresses)
}
