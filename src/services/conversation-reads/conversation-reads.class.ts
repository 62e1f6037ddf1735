import type { Static } from 'typebox'
import { visibleConversations } from '../../actions/access.ts'
import { readConversation } from '../../actions/read-conversation.ts'
import { act, type House } from '../../actions/scope.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { readResource, type readSchema } from './conversation-reads.schema.ts'

/** Those of members, in conversations that are there and in sight. */
export class ConversationReads extends RowReader {
  constructor(house: House) {
    super(house, readResource, (builder, member) => {
      builder.whereNotNull('conversation_participants.user_id').whereNotNull('conversation_participants.read_at')
      builder.whereIn('conversation_participants.conversation_id', own => {
        own.select('id').from('conversations').whereNull('deleted_at')
        visibleConversations(member, own)
      })
    })
  }

  async create(data: Static<typeof readSchema>, call: Call): Promise<object> {
    const member = memberOf(call)
    const row = await act(this.house, member, scope => readConversation(scope, member, data))
    return pickFields(row, call.select)
  }
}
