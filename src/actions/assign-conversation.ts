import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'
import { giveControl } from './transfer-control.ts'

/** Fields left out stay as they are. */
export interface Assignment {
  readonly assigned_user_id?: number | null
  readonly assigned_team_id?: number | null
}

/**
 * Gives a conversation to a person or a team. Setting a team clears the person unless one is given too; whoever is
 * set gives the inbox control, and clearing the holder gives it back to the channel's primary application.
 * @throws Refusal `unknown_reference`
 */
export async function assignConversation(scope: Scope, thread: Thread, assignment: Assignment): Promise<void> {
  const { row } = thread
  const team = assignment.assigned_team_id === undefined ? row.assigned_team_id : assignment.assigned_team_id
  const user = userAfter(thread, assignment)
  if (user !== row.assigned_user_id && user !== null) await mustBeMember(scope, user)
  if (team !== row.assigned_team_id && team !== null) await mustBeTeam(scope, team)

  if (user !== row.assigned_user_id || team !== row.assigned_team_id) {
    record(scope, thread, {
      type: 'conversation.assigned',
      data: {
        assigned_user_id: user,
        assigned_team_id: team,
        previous_user_id: row.assigned_user_id,
        previous_team_id: row.assigned_team_id
      },
      patch: { assigned_user_id: user, assigned_team_id: team }
    })
  }
  const somebodySet = assignment.assigned_user_id || assignment.assigned_team_id
  const holderCleared = row.assigned_user_id !== null && user === null && team === null && row.control_kind === 'inbox'
  if (somebodySet) await giveControl(scope, thread, 'inbox', 'assigned')
  else if (holderCleared) await giveControl(scope, thread, 'primary', 'unassigned')
}

function userAfter({ row }: Thread, { assigned_user_id, assigned_team_id }: Assignment): number | null {
  if (assigned_user_id !== undefined) return assigned_user_id
  const teamSet =
    assigned_team_id !== undefined && assigned_team_id !== null && assigned_team_id !== row.assigned_team_id
  return teamSet ? null : row.assigned_user_id
}

async function mustBeMember(scope: Scope, userId: number): Promise<void> {
  const rows = await scope.tx.query(
    prepared('select 1 from members where organization_id = $1 and user_id = $2 and deleted_at is null for share', [
      scope.actor.organization_id,
      userId
    ])
  )
  if (rows.length === 0) throw new Refusal('unknown_reference', { data: { field: 'assigned_user_id' } })
}

async function mustBeTeam(scope: Scope, teamId: number): Promise<void> {
  const rows = await scope.tx.query(
    prepared('select 1 from teams where organization_id = $1 and id = $2 and deleted_at is null', [
      scope.actor.organization_id,
      teamId
    ])
  )
  if (rows.length === 0) throw new Refusal('unknown_reference', { data: { field: 'assigned_team_id' } })
}
