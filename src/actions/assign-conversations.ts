import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { assistantOf, type Holder, inboxOf, primariesOf } from './holders.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'
import { giveControl, type Transfer } from './transfer-control.ts'

/** Fields left out stay as they are. */
export interface Assignment {
  readonly assigned_user_id?: number | null
  readonly assigned_team_id?: number | null
  readonly assigned_ai_assistant_id?: number | null
}

/**
 * Gives conversations to a person, a team or an assistant. Setting a team clears the person unless one is given too.
 * Whoever is set holds control, people before an assistant; when the holder is cleared, whoever else is set does, else
 * the channel's primary application. An assistant that control is taken from is cleared.
 * @throws Refusal `unknown_reference`
 */
export async function assignConversations(
  scope: Scope,
  threads: readonly Thread[],
  assignment: Assignment
): Promise<void> {
  const plans = threads.map(thread => planFor(thread, assignment))
  if (plans.some(isMove)) await mustKnowOwners(scope, assignment)
  const holderAfter = await holdersAfter(scope, plans)
  for (const plan of plans) {
    setOwners(scope, plan)
    const transfer = holderAfter(plan)
    if (transfer) giveControl(scope, plan.thread, { ...transfer, keepsAssistant: plan.assistant !== null })
  }
}

/** Whose a thread is to be, and who is to hold control; null: whoever does. */
interface Plan {
  readonly thread: Thread
  readonly user: number | null
  readonly team: number | null
  readonly assistant: number | null
  readonly holder: 'inbox' | 'assistant' | 'primary' | null
  /** Was somebody set, or is nobody left of those who held control? */
  readonly reason: 'assigned' | 'unassigned'
}

function planFor(thread: Thread, assignment: Assignment): Plan {
  const { row } = thread
  const { assigned_team_id: team = row.assigned_team_id, assigned_ai_assistant_id } = assignment
  const user = userAfter(thread, assignment)
  const kept = assigned_ai_assistant_id === undefined ? row.assigned_ai_assistant_id : assigned_ai_assistant_id
  const set = settles(assignment)
  const holder = set ?? holderLeft(thread, { user, team, assistant: kept })
  const isTaken = holder === 'inbox' && row.control_kind === 'assistant' && assigned_ai_assistant_id === undefined
  return { thread, user, team, assistant: isTaken ? null : kept, holder, reason: set ? 'assigned' : 'unassigned' }
}

/** Whoever is set holds control. */
function settles(assignment: Assignment): 'inbox' | 'assistant' | null {
  if (assignment.assigned_user_id || assignment.assigned_team_id) return 'inbox'
  return assignment.assigned_ai_assistant_id ? 'assistant' : null
}

/** When the holder is cleared, whoever else is set follows. */
function holderLeft({ row }: Thread, left: Pick<Plan, 'user' | 'team' | 'assistant'>): Plan['holder'] {
  const arePeople = left.user !== null || left.team !== null
  if (row.control_kind === 'inbox' && row.assigned_user_id !== null && !arePeople) {
    return left.assistant === null ? 'primary' : 'assistant'
  }
  if (row.control_kind !== 'assistant' || row.assigned_ai_assistant_id === null || left.assistant !== null) return null
  return arePeople ? 'inbox' : 'primary'
}

type Handover = Pick<Transfer, 'to' | 'type' | 'reason'>

/** Asks for each application that is to hold control once. */
async function holdersAfter(scope: Scope, plans: readonly Plan[]): Promise<(plan: Plan) => Handover | null> {
  const inbox = plans.some(plan => plan.holder === 'inbox') ? await inboxOf(scope) : null
  const assistants = new Map<number, Holder>()
  for (const { holder, assistant } of plans) {
    if (holder === 'assistant' && assistant !== null && !assistants.has(assistant))
      assistants.set(assistant, await assistantOf(scope, assistant))
  }
  const freed = plans.filter(plan => plan.holder === 'primary')
  const primaryOf = await primariesOf(
    scope,
    freed.map(plan => plan.thread)
  )
  return ({ thread, holder, assistant, reason }) => {
    if (holder === 'primary') return { to: unassigned(thread, primaryOf(thread)), type: 'control.released', reason }
    if (holder === 'inbox' && inbox) return { to: inbox, type: 'control.taken', reason }
    const to = assistant === null ? undefined : assistants.get(assistant)
    return to && holder === 'assistant' ? { to, type: 'control.passed', reason } : null
  }
}

/** A primary assistant is assigned by itself only where that is not switched off. */
function unassigned({ row }: Thread, primary: Holder): Holder {
  return row.ai_auto_assignment_disabled ? { id: primary.id, kind: primary.kind } : primary
}

function userAfter({ row }: Thread, { assigned_user_id, assigned_team_id }: Assignment): number | null {
  if (assigned_user_id !== undefined) return assigned_user_id
  const teamSet =
    assigned_team_id !== undefined && assigned_team_id !== null && assigned_team_id !== row.assigned_team_id
  return teamSet ? null : row.assigned_user_id
}

function isMove({ thread: { row }, user, team, assistant }: Plan): boolean {
  return user !== row.assigned_user_id || team !== row.assigned_team_id || assistant !== row.assigned_ai_assistant_id
}

function setOwners(scope: Scope, plan: Plan): void {
  if (!isMove(plan)) return
  const { thread, user, team, assistant } = plan
  const { row } = thread
  const patch = { assigned_user_id: user, assigned_team_id: team, assigned_ai_assistant_id: assistant }
  record(scope, thread, {
    type: 'conversation.assigned',
    data: {
      ...patch,
      previous_user_id: row.assigned_user_id,
      previous_team_id: row.assigned_team_id,
      previous_ai_assistant_id: row.assigned_ai_assistant_id
    },
    patch
  })
}

/**
 * Are there such people, teams and assistants?
 * @throws Refusal `unknown_reference`
 */
export async function mustKnowOwners(scope: Scope, assignment: Assignment): Promise<void> {
  const { assigned_user_id, assigned_team_id, assigned_ai_assistant_id } = assignment
  if (assigned_user_id) await mustBeMember(scope, assigned_user_id)
  if (assigned_team_id) await mustBeTeam(scope, assigned_team_id)
  if (assigned_ai_assistant_id) await assistantOf(scope, assigned_ai_assistant_id)
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
