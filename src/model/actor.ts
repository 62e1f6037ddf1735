export const ROLES = ['owner', 'admin', 'agent'] as const
export type Role = (typeof ROLES)[number]

/** Which conversations agents see: all, their teams' and unassigned ones, or only their own. */
export const AGENT_VISIBILITIES = ['all', 'team', 'assigned'] as const
export type AgentVisibility = (typeof AGENT_VISIBILITIES)[number]

/** A member of an organization, by password or by key. A key acts with the role of the user it belongs to. */
export interface Member {
  readonly kind: 'user' | 'api_key'
  readonly organization_id: number
  readonly user_id: number
  readonly role: Role
  readonly team_ids: readonly number[]
  readonly agent_visibility: AgentVisibility
  readonly name: string
  /** The login or the key it proved itself with. */
  readonly credential_id: string
  /** What a key may be used for (`model/key-scopes`). Absent: everything its role may. */
  readonly scopes?: readonly string[]
}

/** The product itself: intake, delivery, timers. */
export interface System {
  readonly kind: 'system'
  readonly organization_id: number
  readonly name: string
}

/** An automation at work: an application of its own, which speaks only while it holds control. */
export interface AutomationActor {
  readonly kind: 'automation'
  readonly organization_id: number
  readonly automation_id: number
  readonly application_id: string
  readonly name: string
}

export type Actor = Member | System | AutomationActor

/** A person or its key, not the house. */
export function isMember(actor: Actor): actor is Member {
  return actor.kind === 'user' || actor.kind === 'api_key'
}

/** How the log names whoever did it. */
export interface ActorStamp {
  readonly type: 'user' | 'api_key' | 'contact' | 'phone_app' | 'application' | 'automation' | 'provider' | 'system'
  readonly id: number | string | null
  readonly name: string | null
}

export function stampOf(actor: Actor): ActorStamp {
  if (actor.kind === 'system') return { type: 'system', id: null, name: actor.name }
  if (actor.kind === 'automation') return { type: 'automation', id: actor.automation_id, name: actor.name }
  return { type: actor.kind, id: actor.user_id, name: actor.name }
}

const RANK: Readonly<Record<Role, number>> = { agent: 0, admin: 1, owner: 2 }

export function isAtLeast(actor: Actor, role: Role): boolean {
  return !isMember(actor) || RANK[actor.role] >= RANK[role]
}

/** May `actor` change a member who has, or is to get, `role`? Owners are made and unmade by owners alone. */
export function mayManage(actor: Actor, role: Role): boolean {
  return isAtLeast(actor, role === 'owner' ? 'owner' : 'admin')
}

/** Does the actor see every conversation of the organization, whoever owns it? */
export function seesEverything(actor: Actor): boolean {
  return !isMember(actor) || actor.role !== 'agent' || actor.agent_visibility === 'all'
}
