import type { ActorStamp } from '../model/actor.ts'
import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'
import { startSession } from './start-session.ts'

/** Opens a closed conversation: a new session, then the fact that it is open. Team, owner and stage stay. */
export function reopenConversation(scope: Scope, thread: Thread, by: ActorStamp): void {
  startSession(scope, thread, by)
  record(scope, thread, {
    type: 'conversation.opened',
    by,
    patch: { status: 'open', state: 'active', snoozed_until: null }
  })
}

/** Somebody speaks: a session begins, unless one is under way. */
export function beginToSpeak(scope: Scope, thread: Thread, by: ActorStamp): void {
  if (thread.row.status === 'closed') reopenConversation(scope, thread, by)
  else if (thread.row.session_id === null) startSession(scope, thread, by)
}

/**
 * What a new session of an inbound message does to the owner: one who is away is cleared, and without a team the
 * channel's team takes it.
 */
export async function routeAnew(scope: Scope, thread: Thread, channel: OpenChannel): Promise<void> {
  const { organization_id, assigned_user_id, assigned_team_id } = thread.row
  const ownerStays = assigned_user_id === null || (await isAvailable(scope, organization_id, assigned_user_id))
  const user = ownerStays ? assigned_user_id : null
  const team = assigned_team_id ?? (user === null ? channel.team_id : null)
  if (user === assigned_user_id && team === assigned_team_id) return
  record(scope, thread, {
    type: 'conversation.assigned',
    by: { type: 'system', id: null, name: 'routing' },
    data: {
      assigned_user_id: user,
      assigned_team_id: team,
      previous_user_id: assigned_user_id,
      previous_team_id: assigned_team_id
    },
    patch: { assigned_user_id: user, assigned_team_id: team }
  })
}

async function isAvailable(scope: Scope, organizationId: number, userId: number): Promise<boolean> {
  const rows = await scope.tx.query(
    prepared(
      `select 1 from members where organization_id = $1 and user_id = $2 and availability = 'available' and deleted_at is null`,
      [organizationId, userId]
    )
  )
  return rows.length > 0
}
