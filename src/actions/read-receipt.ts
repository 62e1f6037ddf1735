import type { Fact, Headers } from '../channels/channel.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { OpenChannel } from './accounts.ts'
import type { Arrival, ReceiptKey } from './arrivals.ts'
import type { House } from './scope.ts'

/** Post of a provider as it came: the bytes, and what they are verified by. */
export interface Receipt extends ReceiptKey {
  readonly channel: OpenChannel
  readonly headers: Headers
  readonly body: Uint8Array
}

/** Reads every fact of receipts, with the channels they came to: several numbers may share one callback. */
export async function readReceipts(house: House, receipts: readonly Receipt[]): Promise<Arrival[]> {
  const arrivals: Arrival[] = []
  for (const receipt of receipts) {
    const { channel } = receipt
    for (const fact of house.channel(channel.channel_type).read(receipt.body)) {
      const { endpoint } = fact
      if (endpoint === null || endpoint === channel.endpoint) arrivals.push({ fact, channel, receipt })
      else arrivals.push(await addressed(house, receipt, fact, endpoint))
    }
  }
  return arrivals
}

async function addressed(house: House, receipt: Receipt, fact: Fact, endpoint: string): Promise<Arrival> {
  const { channel } = receipt
  const own = await house.accounts.byEndpoint(channel.organization_id, channel.channel_type, endpoint)
  const vouched = own && house.channel(own.channel_type).authenticate(receipt.body, receipt.headers, own.account)
  if (own && vouched) return { fact, channel: own, receipt }
  const reason = own ? 'not_signed_by_its_own_secret' : 'unknown_endpoint'
  return { fact: { kind: 'unrecognized', endpoint, reason, raw: fact }, channel, receipt }
}

/** Nobody opens these receipts again by themselves. */
export async function markOpened(
  tx: Transaction,
  receipts: readonly ReceiptKey[],
  state: 'done' | 'quarantined'
): Promise<void> {
  await tx.query(
    prepared(
      `update receipts r set state = $4, leased_by = null, lease_until = null
       from unnest($1::bigint[], $2::uuid[], $3::timestamptz[]) as w(organization_id, id, received_at)
       where r.organization_id = w.organization_id and r.id = w.id and r.received_at = w.received_at`,
      [
        receipts.map(each => each.organization_id),
        receipts.map(each => each.id),
        receipts.map(each => each.received_at),
        state
      ]
    )
  )
}
