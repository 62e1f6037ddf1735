import type { Fact } from '../channels/channel.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { OpenChannel } from './accounts.ts'
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

export function providerKeyOf(channel: OpenChannel, providerMessageId: string): ProviderKey {
  return { organization_id: channel.organization_id, channel_id: channel.id, provider_message_id: providerMessageId }
}

/** A fact that came before the message it is about. */
export interface EarlyFact {
  readonly heard: HeardOf<Fact['kind']>
  /** The provider's name for that message. */
  readonly target: string
}

const HOLD = `
  insert into held_facts (organization_id, id, channel_id, provider_message_id, fact)
  select distinct on (w.organization_id, w.channel_id, w.provider_message_id, w.fact) w.*
  from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::jsonb[])
    as w(organization_id, id, channel_id, provider_message_id, fact)
  where not exists (
    select 1 from held_facts h
    where h.organization_id = w.organization_id and h.channel_id = w.channel_id
      and h.provider_message_id = w.provider_message_id and h.fact = w.fact
  )
  order by w.organization_id, w.channel_id, w.provider_message_id, w.fact, w.id`

/** Keeps facts whose messages are not here yet, each once; whoever brings a message asks for them. */
export function holdFacts(tx: Transaction, early: readonly EarlyFact[]): void {
  if (early.length === 0) return
  tx.send(
    prepared(HOLD, [
      early.map(({ heard }) => heard.channel.organization_id),
      early.map(() => newId()),
      early.map(({ heard }) => heard.channel.id),
      early.map(({ target }) => target),
      early.map(({ heard }) => JSON.stringify(heard.fact))
    ])
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
  if (names.length === 0) return
  await tx.query(
    prepared('select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest($1::text[]) as w(name)', [names])
  )
}
