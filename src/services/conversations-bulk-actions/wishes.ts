import type { Static } from 'typebox'
import type { BulkChange } from '../../actions/bulk-verbs.ts'
import { conversationsMeant } from '../../actions/conversation-filter.ts'
import type { BulkWish } from '../../actions/create-bulk-action.ts'
import type { House } from '../../actions/scope.ts'
import type { Member } from '../../model/actor.ts'
import { Refusal } from '../../model/errors.ts'
import { statementOf } from '../../platform/query/index.ts'
import type { bulkActionSchema } from './bulk-actions.schema.ts'

export type BulkActionData = Static<typeof bulkActionSchema>

const TARGETS = ['conversation_ids', 'view_id', 'filter'] as const

/**
 * What is to be done to each conversation. Ids may come as their digits.
 * @throws Refusal `bad_data` without exactly one target, and for a move to nowhere
 */
export function changeIn(data: BulkActionData): BulkChange {
  if (TARGETS.filter(name => data[name] !== undefined).length !== 1) {
    throw flaw('conversation_ids', 'is required, or view_id, or filter, and no two of them')
  }
  switch (data.action) {
    case 'assign':
      return { assigned_user_id: idOf(data.assigned_user_id) }
    case 'assign_team':
      return { assigned_team_id: idOf(data.assigned_team_id) }
    case 'assign_ai_assistant':
      return { assigned_ai_assistant_id: idOf(data.assigned_ai_assistant_id) }
    case 'update_status':
      return { status: data.status }
    case 'move':
      return placeIn(data)
    case 'mark_read':
      return { unread_count: 0 }
    case 'mark_unread':
      return { unread_count: 1 }
    case 'tag':
    case 'untag':
      return { tag_id: Number(data.tag_id) }
    case 'delete':
      return {}
  }
}

function placeIn({ pipeline_id, pipeline_stage_id }: Extract<BulkActionData, { action: 'move' }>): BulkChange {
  if (pipeline_id === undefined && pipeline_stage_id === undefined) {
    throw flaw('pipeline_id', 'is required, or pipeline_stage_id')
  }
  return {
    ...(pipeline_id !== undefined && { pipeline_id: idOf(pipeline_id) }),
    ...(pipeline_stage_id !== undefined && { pipeline_stage_id: idOf(pipeline_stage_id) })
  }
}

function idOf(value: string | number | null): number | null {
  return value === null ? null : Number(value)
}

function flaw(path: string, message: string): Refusal {
  return new Refusal('bad_data', { message: `${path}: ${message}`, complaints: [{ path, message }] })
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
