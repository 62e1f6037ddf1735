import { isAtLeast, type Member, seesEverything } from '../model/actor.ts'
import type { Audience } from '../model/conversation.ts'

/**
 * Rooms are named here alone, from the rights of whoever listens and from the row that changes. A socket sits in the
 * rooms of what it may see; a row is called into the rooms of those who may see it.
 */
export function roomsOf(member: Member): string[] {
  const home = `org:${member.organization_id}`
  const rooms = [
    SIGNED_IN,
    everybody(member.organization_id),
    personal(member.organization_id, member.user_id),
    credential(member)
  ]
  if (isAtLeast(member, 'admin')) rooms.push(admins(member.organization_id))
  if (seesEverything(member)) return [...rooms, `${home}:conversations`]
  rooms.push(`${home}:owner:${member.user_id}`)
  if (member.agent_visibility === 'assigned') return rooms
  return [...rooms, `${home}:unassigned`, ...member.team_ids.map(team => `${home}:team:${team}`)]
}

/** Those who may see a conversation. */
export function audienceOf(organizationId: number, row: Audience): string[] {
  const home = `org:${organizationId}`
  const rooms = [`${home}:conversations`]
  if (row.assigned_user_id !== null) rooms.push(`${home}:owner:${row.assigned_user_id}`)
  if (row.assigned_team_id !== null) rooms.push(`${home}:team:${row.assigned_team_id}`)
  else if (row.assigned_user_id === null) rooms.push(`${home}:unassigned`)
  return rooms
}

/** Everybody, of whichever organization. */
export const SIGNED_IN = 'signed-in'

/** Every member of an organization. */
export function everybody(organizationId: number): string {
  return `org:${organizationId}:members`
}

export function admins(organizationId: number): string {
  return `org:${organizationId}:admins`
}

/** Every socket of one person in one organization. */
export function personal(organizationId: number, userId: number): string {
  return `org:${organizationId}:person:${userId}`
}

/** Every socket that came in by one login or one key. */
export function credential(member: Pick<Member, 'organization_id' | 'kind' | 'credential_id'>): string {
  return `org:${member.organization_id}:${member.kind}:${member.credential_id}`
}
