import { isAtLeast, type Member } from '../model/actor.ts'
import { BULK_ACTIONS } from '../model/bulk-action.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { BULK_ACTION_COLUMNS, type BulkActionRow, lockBulkAction } from './bulk-action-row.ts'
import { begin } from './create-bulk-action.ts'
import type { Scope } from './scope.ts'

/**
 * Begins to make conversations what they were before a bulk action, where nobody has changed them since: a bulk action
 * of its own, chunk by chunk as the first.
 * @throws Refusal `forbidden`, `not_found`, `not_possible` while it runs, for one that was undone, and for an undo
 */
export async function undoBulkAction(scope: Scope, member: Member, id: number): Promise<BulkActionRow> {
  const undone = await lockBulkAction(scope, member, id)
  if (!isAtLeast(member, BULK_ACTIONS[undone.action])) throw new Refusal('forbidden')
  if (undone.status === 'running') throw impossible('It is still running. Cancel it first.')
  if (undone.undoes_id !== null) throw impossible('It is an undo itself.')
  const [row] = await scope.tx.query<BulkActionRow>(
    prepared(BEGIN, [member.organization_id, id, member.user_id, JSON.stringify(member), scope.now.toISOString()])
  )
  if (!row) throw impossible('It has been undone already.')
  return begin(scope, row)
}

function impossible(message: string): Refusal {
  return new Refusal('not_possible', { message })
}

const BEGIN = `
  with notes as (
    select c.number, c.befores, array(
      select id::bigint from jsonb_array_elements(c.befores) note, jsonb_array_elements_text(note -> 'ids') id
      order by id::bigint
    ) as ids
    from bulk_action_chunks c
    where c.organization_id = $1 and c.bulk_action_id = $2 and c.done_at is not null
  ),
  counted as (select coalesce(sum(cardinality(ids)), 0)::int as total from notes),
  action as (
    insert into bulk_actions (organization_id, action, change, undoes_id, user_id, actor, status, total_count, started_at,
      finished_at, created_at, updated_at)
    select $1, b.action, b.change, $2, $3, $4::jsonb, case when total = 0 then 'done' else 'running' end, total, $5,
      case when total = 0 then $5::timestamptz end, $5, $5
    from counted, bulk_actions b
    where b.organization_id = $1 and b.id = $2
    on conflict (organization_id, undoes_id) do nothing
    returning ${BULK_ACTION_COLUMNS}
  ),
  chunks as (
    insert into bulk_action_chunks (organization_id, bulk_action_id, number, conversation_ids, befores)
    select $1, a.id, n.number, n.ids, n.befores from action a, notes n where cardinality(n.ids) > 0
  )
  select * from action`
