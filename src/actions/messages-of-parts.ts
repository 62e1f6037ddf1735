import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import { columnsOf, type ProviderKey } from './hold-facts.ts'

/** An answer of ours by the provider's name for one of its parts; its row has the name of only one of them. */
export interface PartName extends Pick<ProviderKey, 'channel_id' | 'provider_message_id'> {
  readonly message_id: string
}

const FIND = `
  select d.channel_id, d.provider_message_id, d.message_id
  from unnest($1::bigint[], $2::bigint[], $3::text[]) as w(organization_id, channel_id, provider_message_id)
  join deliveries d using (organization_id, channel_id, provider_message_id)`

/** Which answers of ours the provider knows by these names. */
export async function messagesOfParts(tx: Transaction, keys: readonly ProviderKey[]): Promise<readonly PartName[]> {
  return keys.length === 0 ? [] : tx.query<PartName>(prepared(FIND, columnsOf(keys)))
}
