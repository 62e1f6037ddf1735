import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import {
  BULK_ACTION_COLUMNS,
  type BulkActionRow,
  type BulkKey,
  lockBulkAction,
  recordBulkAction
} from './bulk-action-row.ts'
import type { Scope } from './scope.ts'

/**
 * Leaves as they are the conversations that a bulk action has not come to yet. Twice is once.
 * @throws Refusal `not_found`, `not_possible` for one that is over
 */
export async function cancelBulkAction(scope: Scope, member: Member, id: number): Promise<BulkActionRow> {
  const present = await lockBulkAction(scope, member, id)
  if (present.status === 'canceled') return present
  if (present.status !== 'running') throw new Refusal('not_possible', { message: 'It is over already.' })
  return (await end(scope, present, 'canceled')) ?? present
}

/** Gives up a bulk action whose member may do nothing here any more. */
export async function failBulkAction(scope: Scope, key: BulkKey): Promise<void> {
  await end(scope, key, 'failed')
}

async function end(
  scope: Scope,
  { organization_id, id }: BulkKey,
  status: 'canceled' | 'failed'
): Promise<BulkActionRow | undefined> {
  const [row] = await scope.tx.query<BulkActionRow>(
    prepared(
      `update bulk_actions set status = $3, finished_at = $4, updated_at = $4
       where organization_id = $1 and id = $2 and status = 'running'
       returning ${BULK_ACTION_COLUMNS}`,
      [organization_id, id, status, scope.now.toISOString()]
    )
  )
  if (row) recordBulkAction(scope, status === 'canceled' ? 'bulk-action.canceled' : 'bulk-action.finished', row)
  return row
}
