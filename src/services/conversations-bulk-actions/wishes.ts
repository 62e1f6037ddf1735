import type { Static } from 'typebox'
import type { BulkChange } from '../../actions/bulk-verbs.ts'
import { conversationsMeant } from '../../actions/conversation-filter.ts'
import type { BulkWish } from '../../actions/create-bulk-action.ts'
import type { House } from '../../actions/scope.ts'
import type { Member } from '../../model/actor.ts'
import type { BulkActionName } from '../../model/bulk-action.ts'
import { type Complaint, Refusal } from '../../model/errors.ts'
import { statementOf } from '../../platform/query/index.ts'
import type { bulkActionSchema } from './bulk-actions.schema.ts'

export type BulkActionData = Static<typeof bulkActionSchema>

const IDS = [
  'assigned_user_id',
  'assigned_team_id',
  'assigned_ai_assistant_id',
  'pipeline_id',
  'pipeline_stage_id'
] as const
const PARAMETERS = [...IDS, 'status', 'tag_id'] as const
type Parameter = (typeof PARAMETERS)[number]

/** What an action has to be told, one of them at least. */
const NEEDS: Readonly<Record<BulkActionName, readonly Parameter[]>> = {
  assign: ['assigned_user_id'],
  assign_team: ['assigned_team_id'],
  assign_ai_assistant: ['assigned_ai_assistant_id'],
  update_status: ['status'],
  move: ['pipeline_id', 'pipeline_stage_id'],
  mark_read: [],
  mark_unread: [],
  tag: ['tag_id'],
  untag: ['tag_id'],
  delete: []
}

const TARGETS = ['conversation_ids', 'view_id', 'filter'] as const

/**
 * What is to be done to each conversation. Ids may come as their digits.
 * @throws Refusal `bad_data` where an action lacks what it needs or has more, and without exactly one target
 */
export function changeIn(data: BulkActionData): BulkChange {
  const complaints = [...flawsOf(data)]
  const [first] = complaints
  if (first) throw new Refusal('bad_data', { message: `${first.path}: ${first.message}`, complaints })
  const { action, status, tag_id } = data
  if (action === 'mark_read' || action === 'mark_unread') return { unread_count: action === 'mark_read' ? 0 : 1 }
  return {
    ...idsIn(data),
    ...(status !== undefined && { status }),
    ...(tag_id !== undefined && { tag_id: Number(tag_id) })
  }
}

function idsIn(data: BulkActionData): Pick<BulkChange, (typeof IDS)[number]> {
  const given = IDS.flatMap(name => {
    const id = data[name]
    return id === undefined ? [] : [[name, id === null ? null : Number(id)] as const]
  })
  return Object.fromEntries(given)
}

function* flawsOf(data: BulkActionData): Generator<Complaint> {
  const needs = NEEDS[data.action]
  const given = PARAMETERS.filter(name => data[name] !== undefined)
  const [needed] = needs
  if (needed && !needs.some(name => given.includes(name))) {
    yield { path: needed, message: `is required for ${data.action}` }
  }
  for (const path of given) if (!needs.includes(path)) yield { path, message: `does not belong to ${data.action}` }
  if (TARGETS.filter(name => data[name] !== undefined).length !== 1) {
    yield { path: 'conversation_ids', message: 'is required, or view_id, or filter, and no two of them' }
  }
}

/**
 * Which conversations: those that are named, each once, or those that a view or a filter finds for the member now.
 * @throws Refusal `bad_data`, `unknown_reference`, `broken_view`
 */
export async function meantIn(
  house: House,
  member: Member,
  { conversation_ids, view_id, filter }: BulkActionData
): Promise<Pick<BulkWish, 'isNamed' | 'meant'>> {
  if (conversation_ids) {
    const ids = [...new Set(conversation_ids.map(Number))]
    return { isNamed: true, meant: { text: 'select id from unnest($1::bigint[]) as named(id)', values: [ids] } }
  }
  const wish = view_id === undefined ? { filter } : { view_id: Number(view_id) }
  const { ids } = await conversationsMeant(house, member, wish)
  const { text, values } = statementOf(ids)
  return { isNamed: false, meant: { text, values } }
}
