import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { inboxOf, primariesOf } from './holders.ts'
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
 * Gives conversations to a person or a team. Setting a team clears the person unless one is given too; whoever is
 * set gives the inbox control, and clearing the holder gives it back to the channel's primary application.
 * @throws Refusal `unknown_reference`
 */
export async function assignConversations(
  scope: Scope,
  threads: readonly Thread[],
  assignment: Assignment
): Promise<void> {
  const plans = threads.map(thread => planFor(thread, assignment))
  if (plans.some(isMove)) await mustKnowOwners(scope, assignment)
  for (const plan of plans) setOwners(scope, plan)

  if (assignment.assigned_user_id || assignment.assigned_team_id) {
    const to = await inboxOf(scope)
    for (const { thread } of plans) giveControl(scope, thread, { to, type: 'control.taken', reason: 'assigned' })
    return
  }
  const freed = plans.filter(plan => plan.losesHolder).map(plan => plan.thread)
  const primaryOf = await primariesOf(scope, freed)
  for (const thread of freed) {
    giveControl(scope, thread, { to: primaryOf(thread), type: 'control.released', reason: 'unassigned' })
  }
}

/** Whose a thread is to be. */
interface Plan {
  readonly thread: Thread
  readonly user: number | null
  readonly team: number | null
  /** Nobody is left of the people who held control. */
  readonly losesHolder: boolean
}

function planFor(thread: Thread, assignment: Assignment): Plan {
  const { row } = thread
  const team = assignment.assigned_team_id === undefined ? row.assigned_team_id : assignment.assigned_team_id
  const user = userAfter(thread, assignment)
  const isFreed = row.assigned_user_id !== null && user === null && team === null
  return { thread, user, team, losesHolder: isFreed && row.control_kind === 'inbox' }
}

function userAfter({ row }: Thread, { assigned_user_id, assigned_team_id }: Assignment): number | null {
  if (assigned_user_id !== undefined) return assigned_user_id
  const teamSet =
    assigned_team_id !== undefined && assigned_team_id !== null && assigned_team_id !== row.assigned_team_id
  return teamSet ? null : row.assigned_user_id
}

function isMove({ thread: { row }, user, team }: Plan): boolean {
  return user !== row.assigned_user_id || team !== row.assigned_team_id
}

function setOwners(scope: Scope, plan: Plan): void {
  if (!isMove(plan)) return
  const { thread, user, team } = plan
  const { assigned_user_id: previous_user_id, assigned_team_id: previous_team_id } = thread.row
  const patch = { assigned_user_id: user, assigned_team_id: team }
  record(scope, thread, {
    type: 'conversation.assigned',
    data: { ...patch, previous_user_id, previous_team_id },
    patch
  })
}

/**
 * Are there such people and teams?
 * @throws Refusal `unknown_reference`
 */
export async function mustKnowOwners(scope: Scope, { assigned_user_id, assigned_team_id }: Assignment): Promise<void> {
  if (assigned_user_id) await mustBeMember(scope, assigned_user_id)
  if (assigned_team_id) await mustBeTeam(scope, assigned_team_id)
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
