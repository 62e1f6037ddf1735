import type { Fact } from '../channels/channel.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { HeardOf } from './arrivals.ts'

/** A provider's name for a message. */
export interface ProviderKey {
  readonly organization_id: number
  readonly channel_id: number
  readonly provider_message_id: string
}

/** Organizations, channels and names, side by side. */
export function columnsOf(keys: readonly ProviderKey[]): [number[], number[], string[]] {
  return [
    keys.map(key => key.organization_id),
    keys.map(key => key.channel_id),
    keys.map(key => key.provider_message_id)
  ]
}

/** Keeps a report whose message is not here yet, once; whoever brings the message asks for it. */
export async function holdFact(
  tx: Transaction,
  { fact, channel }: HeardOf<Fact['kind']>,
  target: string
): Promise<void> {
  await tx.query(
    prepared(
      `insert into held_facts (organization_id, id, channel_id, provider_message_id, fact)
       select $1::bigint, $2::uuid, $3::bigint, $4::text, $5::jsonb
       where not exists (
         select 1 from held_facts
         where organization_id = $1 and channel_id = $3 and provider_message_id = $4 and fact = $5
       )`,
      [channel.organization_id, newId(), channel.id, target, JSON.stringify(fact)]
    )
  )
}

/** Takes out what was held for these messages, oldest first. */
export async function takeHeldFacts(tx: Transaction, keys: readonly ProviderKey[]): Promise<HeldFact[]> {
  if (keys.length === 0) return []
  const rows = await tx.query<HeldFact & { id: string }>(
    prepared(
      `delete from held_facts h
       using unnest($1::bigint[], $2::bigint[], $3::text[]) as w(organization_id, channel_id, provider_message_id)
       where h.organization_id = w.organization_id and h.channel_id = w.channel_id
         and h.provider_message_id = w.provider_message_id
       returning h.id, h.organization_id, h.channel_id, h.fact`,
      columnsOf(keys)
    )
  )
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1))
}

export interface HeldFact {
  readonly organization_id: number
  readonly channel_id: number
  readonly fact: Fact
}

/**
 * Makes the one who settles a delivery and the one who looks for it wait for each other, so that a report either
 * finds the message or is held where the answer will look for it.
 */
export async function waitForProviderIds(tx: Transaction, keys: readonly ProviderKey[]): Promise<void> {
  const names = [...new Set(keys.map(key => `delivery/${key.channel_id}/${key.provider_message_id}`))].sort()
  for (const name of names) await tx.query(prepared('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]))
}
