import type { Static } from 'typebox'
import { visibleConversations } from '../../actions/access.ts'
import { act, type House } from '../../actions/scope.ts'
import { updateSession } from '../../actions/update-session.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type sessionPatchSchema, sessionResource } from './conversation-sessions.schema.ts'

/** Those of conversations that are there and in sight. */
export class ConversationSessions extends RowReader {
  constructor(house: House) {
    super(house, sessionResource, (builder, member) => {
      builder.whereIn('conversation_sessions.conversation_id', own => {
        own.select('id').from('conversations').whereNull('deleted_at')
        visibleConversations(member, own)
      })
    })
  }

  async patch(id: string | number, { data }: Static<typeof sessionPatchSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => updateSession(scope, String(id), data, call.version))
    return pickFields(row, call.select)
  }
}
