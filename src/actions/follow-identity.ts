import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import type { HeardOf } from './arrivals.ts'
import { joinIdentities } from './join-identities.ts'
import { waitAtAddresses } from './open-conversation.ts'
import type { Scope } from './scope.ts'

type Moved = HeardOf<'identity'>

/** Somebody known on a channel, as far as moving goes. */
interface Known {
  readonly identity_id: string
  readonly contact_id: number
  readonly created_at: string
  readonly addresses: readonly string[]
}

/**
 * The provider says that somebody goes by other addresses now; no conversation opens because of it. The former ones
 * still lead to the same identity, for what comes late, but answers go to the new ones. Whoever has written from those
 * already was taken for somebody new, and is joined; whoever had them long before has them no more.
 */
export async function followIdentity(scope: Scope, { fact, channel }: Moved): Promise<void> {
  const { previous, person } = fact
  await waitAtAddresses(scope.tx, channel, [...previous, ...person.addresses])
  const [own] = await knownBy(scope, channel, previous)
  if (!own) return
  for (const other of await knownBy(scope, channel, person.addresses)) {
    if (other.identity_id === own.identity_id || !isSamePerson(scope, { fact, channel }, other)) continue
    await joinIdentities(scope, channel, { stays: own, goes: other })
  }
  await retire(scope, channel, own.identity_id, previous)
  await take(scope, channel, own.identity_id, person.addresses)
}

// The clocks of both sides, and a message that waited for its turn.
const EARLY_MS = 3_600_000

/** The one who moved, and not a former owner of the number: known by the lasting address, or only since the move. */
function isSamePerson(scope: Scope, { fact, channel }: Moved, { addresses, created_at }: Known): boolean {
  const { lasts = () => true } = scope.house.channel(channel.channel_type)
  const [own, theirs] = [fact.person.addresses.filter(lasts), addresses.filter(lasts)]
  if (own.some(address => theirs.includes(address))) return true
  if (own.length > 0 && theirs.length > 0) return false
  return Date.parse(created_at) >= Date.parse(fact.at) - EARLY_MS
}

const KNOWN = `
  select distinct on (i.id) i.id as identity_id, i.contact_id, i.created_at, a.rank,
    to_jsonb(array(select b.address from identity_addresses b
      where b.organization_id = i.organization_id and b.identity_id = i.id)) as addresses
  from identity_addresses a
  join identities i on i.organization_id = a.organization_id and i.id = a.identity_id
  where a.organization_id = $1 and a.channel_id = $2 and a.address = any($3::text[])
  order by i.id, a.rank`

/** Those who go by any of these addresses, the most certain first. */
async function knownBy({ tx }: Scope, channel: OpenChannel, addresses: readonly string[]): Promise<readonly Known[]> {
  const rows = await tx.query<Known & { rank: number }>(
    prepared(KNOWN, [channel.organization_id, channel.id, [...addresses]])
  )
  return rows.toSorted((one, other) => one.rank - other.rank)
}

/** Ranks of addresses that are no longer in use begin here. */
const FORMER = 100

async function retire(
  { tx }: Scope,
  channel: OpenChannel,
  identityId: string,
  addresses: readonly string[]
): Promise<void> {
  await tx.query(
    prepared(
      `update identity_addresses set rank = rank + $5
       where organization_id = $1 and channel_id = $2 and identity_id = $3 and address = any($4::text[]) and rank < $5`,
      [channel.organization_id, channel.id, identityId, [...addresses], FORMER]
    )
  )
}

async function take(
  { tx }: Scope,
  channel: OpenChannel,
  identityId: string,
  addresses: readonly string[]
): Promise<void> {
  await tx.query(
    prepared(
      `insert into identity_addresses (organization_id, channel_id, address, identity_id, rank)
       select $1, $2, address, $3, rank - 1 from unnest($4::text[]) with ordinality as w(address, rank)
       on conflict (organization_id, channel_id, address) do update set
         identity_id = excluded.identity_id, rank = excluded.rank`,
      [channel.organization_id, channel.id, identityId, [...addresses]]
    )
  )
}
