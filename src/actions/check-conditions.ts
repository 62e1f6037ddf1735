import type { Knex } from 'knex'
import type { Member } from '../model/actor.ts'
import { type Conditions, isAboutMessage, type Trigger } from '../model/automation.ts'
import { type Complaint, Refusal } from '../model/errors.ts'
import { parseConditions, QueryError, type Resource, rowsMatching, statementOf } from '../platform/query/index.ts'
import { conversationsMeant, readFilter } from './conversation-filter.ts'
import type { House } from './scope.ts'

type Asked = Pick<House, 'messages'>

/** What is wrong with conditions, as finds would say it; messages can be asked only where one sets it off. */
export function complaintsAbout(
  { messages }: Asked,
  { conversation, message }: Conditions,
  trigger: Trigger,
  path: string
): Complaint[] {
  const complaints = [
    ...(conversation ? filterComplaints(conversation, `${path}.conversation`) : []),
    ...(message ? queryComplaints(messages, message, `${path}.message`) : [])
  ]
  const hasMessage = trigger.type === 'event' && isAboutMessage(trigger.event_type)
  if (message && !hasMessage) {
    complaints.push({ path: `${path}.message`, message: 'can be asked only where a fact about a message sets it off' })
  }
  return complaints
}

function filterComplaints(filter: object, path: string): Complaint[] {
  try {
    readFilter(filter)
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.complaints.map(each => ({ ...each, path: each.path.replace(/^filter/, path) }))
  }
}

function queryComplaints(resource: Resource<Member>, query: object, path: string): Complaint[] {
  try {
    parseConditions(resource, query)
    return []
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return error.complaints.map(each => ({ ...each, path: each.path ? `${path}.${each.path}` : path }))
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
  { conversation = {}, message }: Conditions,
  places: readonly Somewhere[]
): Promise<Somewhere[]> {
  if (places.length === 0) return []
  const { ids } = await conversationsWhere(house, organizationId, conversation)
  ids.whereRaw('id = any(?::bigint[])', [places.map(place => place.conversation_id)])
  const found = await idsIn(house, ids)
  const near = places.filter(place => found.has(place.conversation_id))
  if (!message || near.length === 0) return near
  const said = await messagesWhere(house, organizationId, message, near)
  return near.filter(place => place.message_id !== null && said.has(place.message_id))
}

/** All conversations of an organization that a find with this query would list. */
export function conversationsWhere(
  { unitOfWork }: Pick<House, 'unitOfWork'>,
  organizationId: number,
  filter: object
): ReturnType<typeof conversationsMeant> {
  return conversationsMeant({ database: unitOfWork }, everybody(organizationId), { filter })
}

function messagesWhere(
  house: House,
  organizationId: number,
  query: object,
  places: readonly Place[]
): Promise<Set<number | string>> {
  const where = parseConditions(house.messages, query)
  const rows = rowsMatching(house.messages, where, reader(organizationId)).select('id')
  return idsIn(house, rows.whereRaw('id = any(?::uuid[])', [places.flatMap(place => place.message_id ?? [])]))
}

async function idsIn({ unitOfWork }: House, rows: Knex.QueryBuilder): Promise<Set<number | string>> {
  const found = await unitOfWork.query<{ id: number | string }>(statementOf(rows))
  return new Set(found.map(row => row.id))
}

/** Automations see all that their organization has. */
export function reader(organizationId: number): { readonly tenant: number; readonly context: Member } {
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
