import type { Member } from '../model/actor.ts'
import { type Conditions, isAboutMessage, type Trigger } from '../model/automation.ts'
import type { Complaint } from '../model/errors.ts'
import { compileMatching, parseConditions, QueryError, type Reader, type Resource } from '../platform/query/index.ts'
import type { UnitOfWork } from '../platform/unit-of-work.ts'
import type { Asked, House } from './scope.ts'

/** What is wrong with conditions, as finds would say it; messages can be asked only where one sets it off. */
export function complaintsAbout(asked: Asked, conditions: Conditions, trigger: Trigger, path: string): Complaint[] {
  const complaints = [
    ...complaintsOf(asked.conversation, conditions.conversation, `${path}.conversation`),
    ...complaintsOf(asked.message, conditions.message, `${path}.message`)
  ]
  const hasMessage = trigger.type === 'event' && isAboutMessage(trigger.event_type)
  if (conditions.message && !hasMessage) {
    complaints.push({ path: `${path}.message`, message: 'can be asked only where a fact about a message sets it off' })
  }
  return complaints
}

function complaintsOf(resource: Resource<Member>, raw: object | undefined, path: string): Complaint[] {
  try {
    parseConditions(resource, raw)
    return []
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return error.complaints.map(each => ({ path: each.path ? `${path}.${each.path}` : path, message: each.message }))
  }
}

/** Where an automation looks: the conversation, and the message that set it off. */
export interface Place {
  readonly conversation_id: number
  readonly message_id: string | null
}

/** Which of these places the conditions hold for: what a find with the same query would list, in one statement each. */
export async function placesWhere<Somewhere extends Place>(
  house: House,
  organizationId: number,
  conditions: Conditions,
  places: readonly Somewhere[]
): Promise<Somewhere[]> {
  if (places.length === 0) return []
  const { conversation, message } = house.asked
  const found = await idsWhere(house.unitOfWork, conversation, organizationId, conditions.conversation ?? {}, [
    ...new Set(places.map(place => place.conversation_id))
  ])
  const near = places.filter(place => found.has(place.conversation_id))
  if (!conditions.message || near.length === 0) return near
  const said = near.flatMap(place => place.message_id ?? [])
  const messages = await idsWhere(house.unitOfWork, message, organizationId, conditions.message, said)
  return near.filter(place => place.message_id !== null && messages.has(place.message_id))
}

async function idsWhere(
  { query }: UnitOfWork,
  resource: Resource<Member>,
  organizationId: number,
  raw: object,
  ids: readonly (number | string)[]
): Promise<Set<number | string>> {
  const statement = compileMatching(resource, parseConditions(resource, raw), ids, reader(organizationId))
  const rows = await query<{ id: number | string }>(statement)
  return new Set(rows.map(row => row.id))
}

/** Automations see what the organization has. */
export function reader(organizationId: number): Reader<Member> {
  return { tenant: organizationId, context: everybody(organizationId) }
}

function everybody(organization_id: number): Member {
  return {
    kind: 'user',
    organization_id,
    user_id: 0,
    role: 'owner',
    team_ids: [],
    agent_visibility: 'all',
    name: '',
    credential_id: ''
  }
}
