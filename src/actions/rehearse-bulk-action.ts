import type { Member } from '../model/actor.ts'
import { MOST_FAILURES_SHOWN } from '../model/bulk-action.ts'
import type { Audience } from '../model/conversation.ts'
import { maySee } from '../model/policy.ts'
import type { BulkActionRow } from './bulk-action-row.ts'
import { type BulkWish, mustMakeSense } from './create-bulk-action.ts'
import type { Scope } from './scope.ts'

/** What a bulk action would come to. It is nowhere kept, so it has no id. */
export interface BulkRehearsal extends Omit<BulkActionRow, 'id'> {
  readonly id: null
  readonly dry_run: true
}

/**
 * Counts the conversations that are meant, and those of the named ones that cannot be changed. Changes nothing.
 * @throws Refusal as the bulk action itself would
 */
export async function rehearseBulkAction(scope: Scope, member: Member, wish: BulkWish): Promise<BulkRehearsal> {
  await mustMakeSense(scope, member, wish)
  const unseen = wish.isNamed ? await unseenIn(scope, member, wish) : []
  const now = scope.now.toISOString()
  return {
    id: null,
    organization_id: member.organization_id,
    action: wish.action,
    change: wish.change,
    undoes_id: null,
    user_id: member.user_id,
    status: 'done',
    dry_run: true,
    total_count: await count(scope, wish),
    processed_count: 0,
    failed_count: unseen.length,
    failures: unseen
      .slice(0, MOST_FAILURES_SHOWN)
      .map(conversation_id => ({ conversation_id, reason: 'not_found' as const })),
    started_at: now,
    finished_at: now,
    created_at: now,
    updated_at: now
  }
}

async function count({ tx }: Scope, { meant: { text, values } }: BulkWish): Promise<number> {
  const [row] = await tx.query<{ count: number }>({ text: `select count(*) as count from (${text}) meant`, values })
  return row?.count ?? 0
}

/** Where a filter says which ones, only those are meant that the member sees. */
async function unseenIn({ tx }: Scope, member: Member, { meant }: BulkWish): Promise<number[]> {
  const rows = await tx.query<Audience & { id: number; is_there: boolean }>({
    text: `select meant.id, c.id is not null as is_there, c.assigned_user_id, c.assigned_team_id
      from (${meant.text}) meant
      left join conversations c
        on c.organization_id = $${meant.values.length + 1} and c.id = meant.id and c.deleted_at is null
      order by meant.id`,
    values: [...meant.values, member.organization_id]
  })
  return rows.flatMap(row => (row.is_there && maySee(member, row) ? [] : [row.id]))
}
