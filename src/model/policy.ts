import { type Actor, isMember, seesEverything } from './actor.ts'
import type { Audience } from './conversation.ts'

/**
 * The one predicate of sight. Find, get, patch, search, events, sockets and export share it;
 * `visibleConversations` in actions/access says the same in SQL, and a property test holds the two together.
 */
export function maySee(actor: Actor, row: Audience): boolean {
  if (seesEverything(actor) || !isMember(actor)) return true
  if (row.assigned_user_id === actor.user_id) return true
  if (actor.agent_visibility === 'assigned') return false
  if (row.assigned_team_id !== null) return actor.team_ids.includes(row.assigned_team_id)
  return row.assigned_user_id === null
}
