import type { Knex } from 'knex'
import type { Asked, Operator, Spelled } from '../platform/query/index.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'

/** Whom a contact is shown as: itself, or whom it was merged into. null: there is no such contact. */
export async function survivorOf(
  tx: Pick<Transaction, 'query'>,
  organizationId: number,
  contactId: number
): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    prepared(
      `select coalesce(merged_into_id, id) as id from contacts
       where organization_id = $1 and id = $2 and deleted_at is null`,
      [organizationId, contactId]
    )
  )
  return row?.id ?? null
}

const SHOWN = 'select coalesce(k.merged_into_id, k.id) from contacts k where k.organization_id = ? and k.id'

// A contact that is nobody's equals none and differs from all.
const COMPARISONS: Partial<Readonly<Record<Operator, string>>> = {
  $eq: `= (${SHOWN} = ?::bigint)`,
  $ne: `<> all(array(${SHOWN} = ?::bigint))`,
  $in: `= any(array(${SHOWN} = any(?::bigint[])))`,
  $nin: `<> all(array(${SHOWN} = any(?::bigint[])))`
}

/** A condition on a contact's id, in which one that was merged stands for whom it is shown as. */
export function ofContact(column: string, { operator, value }: Asked, organizationId: number): Spelled | undefined {
  const comparison = COMPARISONS[operator]
  if (comparison === undefined) return undefined
  const wanted = Array.isArray(value) ? value.map(Number) : Number(value)
  return [`"${column}" ${comparison}`, organizationId, wanted]
}

/** Narrows a query over contacts to those that are shown as themselves. */
export function unmerged(builder: Knex.QueryBuilder): void {
  builder.whereNull('contacts.merged_into_id')
}
