import type { Static } from 'typebox'
import { visibleConversations } from '../../actions/access.ts'
import { askingFor } from '../../actions/conversation-filter.ts'
import { conversationResource } from '../../actions/conversation-resource.ts'
import { act, type House } from '../../actions/scope.ts'
import { type ConversationChange, updateConversation } from '../../actions/update-conversations.ts'
import type { Member } from '../../model/actor.ts'
import type { Call } from '../call.ts'
import { memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { wireConversation } from './conversation.wire.ts'
import type { conversationPatchSchema } from './conversations.schema.ts'

export class Conversations extends RowReader {
  constructor(house: House) {
    super(house, conversationResource, (builder, member) => visibleConversations(member, builder))
  }

  protected override async contextOf(call: Call): Promise<Member> {
    return askingFor(this.house, memberOf(call), call.query?.where ?? [])
  }

  async patch(id: string | number, data: Static<typeof conversationPatchSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope =>
      updateConversation(scope, Number(id), changeOf(data), call.version)
    )
    return pickFields(wireConversation(row), call.select)
  }
}

/** Ids may come as numbers or as their digits; times as any ISO 8601. */
function changeOf(data: Static<typeof conversationPatchSchema>): ConversationChange {
  const { assigned_user_id, assigned_team_id, unread_count, snoozed_until, ...others } = data
  return {
    ...others,
    ...(assigned_user_id !== undefined && { assigned_user_id: idOf(assigned_user_id) }),
    ...(assigned_team_id !== undefined && { assigned_team_id: idOf(assigned_team_id) }),
    ...(unread_count !== undefined && { unread_count: unread_count === 0 ? 0 : 1 }),
    ...(snoozed_until !== undefined && { snoozed_until: snoozed_until && new Date(snoozed_until).toISOString() })
  }
}

function idOf(value: string | number | null): number | null {
  return value === null ? null : Number(value)
}
