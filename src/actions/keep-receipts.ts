import { createBatcher } from '../platform/batcher.ts'
import type { Statement } from '../platform/database.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Receipt } from './read-receipt.ts'
import type { House } from './scope.ts'

/** Long enough to be opened by a living process; post of one that vanished is taken over at once. */
const LEASE = `interval '30 seconds'`

// The bytes travel as one parameter and are cut apart where they arrive: an array of them would double each in hex.
const KEEP = `
  insert into receipts (organization_id, id, channel_id, channel_type, received_at, headers, body, state, leased_by, lease_until)
  select organization_id, id, channel_id, channel_type, received_at, headers, substring($2::bytea from first for length),
    $3, $4::uuid, case when $4::uuid is null then null else now() + ${LEASE} end
  from json_to_recordset($1::json) as r(organization_id bigint, id uuid, channel_id bigint, channel_type text,
    received_at timestamptz, headers jsonb, first integer, length integer)
  on conflict do nothing`

export type ReceiptState = 'pending' | 'done'

/**
 * The statement that keeps post as it came: `pending` for whoever opens it, leased by `opener` if that is a process
 * known by its id, or `done` when it is opened in the same transaction. What is kept already stays as it is.
 */
export function keepReceipts(receipts: readonly Receipt[], state: ReceiptState, opener: string | null): Statement {
  const rows: object[] = []
  let first = 1
  for (const { organization_id, id, channel, received_at, headers, body } of receipts) {
    const { id: channel_id, channel_type } = channel
    rows.push({ organization_id, id, channel_id, channel_type, received_at, headers, first, length: body.length })
    first += body.length
  }
  return prepared(KEEP, [JSON.stringify(rows), Buffer.concat(receipts.map(receipt => receipt.body)), state, opener])
}

const MOST_AT_ONCE = 50
const WRITERS = 2

/** Keeps post in a process that opens none: what arrives together is kept together, for whoever works. */
export function createReceiptKeeper(house: House): (receipt: Receipt) => Promise<void> {
  const keeper = createBatcher<Receipt, void>({
    maxSize: MOST_AT_ONCE,
    writers: WRITERS,
    // Without a database one after the other would only fail as slowly as it can.
    isolates: error => !isDatabaseAway(error),
    async write(receipts) {
      await house.database.query(keepReceipts(receipts, 'pending', null))
      house.wake('open-mail')
      return receipts.map(() => undefined)
    }
  })
  return receipt => keeper.add(receipt)
}
