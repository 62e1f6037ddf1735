import { prepared } from '../platform/set-wise.ts'
import type { Scope } from './scope.ts'

/** Looks at every open conversation of the organization, or of one team of it, once more: its patience has changed. */
export async function lookAgain(scope: Scope, teamId: number | null = null): Promise<void> {
  await scope.tx.query(
    prepared(
      `insert into conversation_timers as t (organization_id, conversation_id, due_at, since)
       select organization_id, id, $2, last_interaction_at from conversations
       where organization_id = $1 and status = 'open' and deleted_at is null
         and ($3::bigint is null or assigned_team_id = $3)
       on conflict (organization_id, conversation_id) do update set due_at = least(t.due_at, excluded.due_at)`,
      [scope.actor.organization_id, scope.now.toISOString(), teamId]
    )
  )
}
