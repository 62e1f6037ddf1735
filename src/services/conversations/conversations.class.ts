import type { Static } from 'typebox'
import { visibleConversations } from '../../actions/access.ts'
import { askingFor } from '../../actions/conversation-filter.ts'
import { conversationResource } from '../../actions/conversation-resource.ts'
import { type ConversationDraft, createConversation } from '../../actions/create-conversation.ts'
import { removeConversation } from '../../actions/remove-conversation.ts'
import { act, type House } from '../../actions/scope.ts'
import { type ConversationChange, updateConversation } from '../../actions/update-conversations.ts'
import type { Member } from '../../model/actor.ts'
import { AlreadyThere } from '../already-there.ts'
import type { Call } from '../call.ts'
import { memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { wireConversation } from './conversation.wire.ts'
import type { conversationDataSchema, conversationPatchSchema } from './conversations.schema.ts'

export class Conversations extends RowReader {
  constructor(house: House) {
    super(house, conversationResource, (builder, member) => visibleConversations(member, builder))
  }

  protected override async contextOf(call: Call): Promise<Member> {
    return askingFor(this.house, memberOf(call), call.query?.where ?? [])
  }

  async create(data: Static<typeof conversationDataSchema>, call: Call): Promise<object> {
    const { row, isNew } = await act(this.house, memberOf(call), scope => createConversation(scope, draftOf(data)))
    const shown = pickFields(wireConversation(row), call.select)
    return isNew ? shown : new AlreadyThere(shown)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removeConversation(scope, Number(id), call.version))
    return pickFields(wireConversation(row), call.select)
  }

  async patch(id: string | number, data: Static<typeof conversationPatchSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope =>
      updateConversation(scope, Number(id), changeOf(data), call.version)
    )
    return pickFields(wireConversation(row), call.select)
  }
}

function draftOf(data: Static<typeof conversationDataSchema>): ConversationDraft {
  const { channel_id, client_id } = data
  const customer = 'participants' in data ? data.participants[0] : data
  return {
    ...(customer && 'contact_id' in customer && { contact_id: Number(customer.contact_id) }),
    ...(customer && 'address' in customer && { address: customer.address }),
    ...(channel_id !== undefined && { channel_id: Number(channel_id) }),
    ...(client_id !== undefined && { client_id })
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
