import { prepared } from '../platform/set-wise.ts'
import type { HeardOf } from './arrivals.ts'
import type { Scope } from './scope.ts'
import { setOptOut } from './set-opt-out.ts'

/** The provider says what a customer wants to be sent. Of somebody whom nobody knows it means nothing. */
export async function followPreference(scope: Scope, { fact, channel }: HeardOf<'preference'>): Promise<void> {
  const [identity] = await scope.tx.query<{ identity_id: string }>(
    prepared(
      `select identity_id from identity_addresses
       where organization_id = $1 and channel_id = $2 and address = any($3::text[]) order by rank limit 1`,
      [channel.organization_id, channel.id, [...fact.person.addresses]]
    )
  )
  if (identity) await setOptOut(scope, channel.organization_id, identity.identity_id, !fact.wants_marketing, fact.at)
}
