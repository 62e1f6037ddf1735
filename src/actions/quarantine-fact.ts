import type { Fact } from '../channels/channel.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { ReceiptKey } from './arrivals.ts'

/** Puts aside what cannot be read or applied, with the reason, where the operator and `npm run replay` find it. */
export async function quarantineFact(
  tx: Transaction,
  channelId: number,
  receipt: ReceiptKey,
  fact: Fact,
  reason: string
): Promise<void> {
  await tx.query(
    prepared(
      `insert into quarantined_facts (organization_id, id, channel_id, receipt_id, received_at, fact, reason)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [receipt.organization_id, newId(), channelId, receipt.id, receipt.received_at, JSON.stringify(fact), reason]
    )
  )
}
