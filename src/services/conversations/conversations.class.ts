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

const IDS = [
  'assigned_user_id',
  'assigned_team_id',
  'assigned_ai_assistant_id',
  'pipeline_id',
  'pipeline_stage_id'
] as const
const TIMES = ['snoozed_until', 'ai_context_cut'] as const

/** Ids may come as numbers or as their digits; times as any ISO 8601. */
function changeOf(data: Static<typeof conversationPatchSchema>): ConversationChange {
  const { assigned_user_id, assigned_team_id, assigned_ai_assistant_id, pipeline_id, pipeline_stage_id, ...rest } = data
  const { snoozed_until, ai_context_cut, ...others } = rest
  return {
    ...others,
    ...Object.fromEntries(IDS.flatMap(name => given(name, data[name], Number))),
    ...Object.fromEntries(TIMES.flatMap(name => given(name, data[name], time => new Date(time).toISOString())))
  }
}

/** A field with its value as it is kept, if it was sent. */
function given<Sent, Kept>(name: string, value: Sent | null | undefined, keep: (value: Sent) => Kept) {
  return value === undefined ? [] : [[name, value === null ? null : keep(value)]]
}
