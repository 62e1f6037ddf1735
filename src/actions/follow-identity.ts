import { prepared } from '../platform/set-wise.ts'
import type { ArrivalOf } from './arrivals.ts'
import { rememberAddresses } from './open-conversation.ts'
import type { Scope } from './scope.ts'

/**
 * The provider says that somebody goes by other addresses now; no conversation opens because of it. The former ones
 * still lead to the same identity, for what comes late, but answers go to the new ones.
 */
export async function followIdentity(scope: Scope, { fact, channel }: ArrivalOf<'identity'>): Promise<void> {
  const [identity] = await scope.tx.query<{ identity_id: string }>(
    prepared(
      `select identity_id from identity_addresses
       where organization_id = $1 and channel_id = $2 and address = any($3::text[]) order by rank limit 1`,
      [channel.organization_id, channel.id, [...fact.previous]]
    )
  )
  if (!identity) return
  await scope.tx.query(
    prepared(
      `update identity_addresses set rank = rank + $5
       where organization_id = $1 and channel_id = $2 and identity_id = $3 and address = any($4::text[]) and rank < $5`,
      [channel.organization_id, channel.id, identity.identity_id, [...fact.previous], FORMER]
    )
  )
  await rememberAddresses(scope.tx, channel, identity.identity_id, fact.person.addresses)
}

/** Ranks of addresses that are no longer in use begin here. */
const FORMER = 100
