import type { Knex } from 'knex'
import { visibleConversations } from '../../actions/access.ts'
import { bringFiles, type FileSources } from '../../actions/bring-files.ts'
import { keepUploads } from '../../actions/bring-upload.ts'
import type { Draft } from '../../actions/draft.ts'
import { type Edit, editMessage } from '../../actions/edit-message.ts'
import { removeMessage } from '../../actions/remove-message.ts'
import { resendMessage } from '../../actions/resend-message.ts'
import type { MessageRow } from '../../actions/rows.ts'
import { act, type House, type Scope } from '../../actions/scope.ts'
import { sendMessage } from '../../actions/send-message.ts'
import { sideWhoseTurnItIs, writeAsCustomer } from '../../actions/write-as-customer.ts'
import type { Member } from '../../model/actor.ts'
import { Refusal } from '../../model/errors.ts'
import type { ChannelType } from '../../model/message.ts'
import type { Condition } from '../../platform/query/index.ts'
import { type Call, memberOf } from '../call.ts'
import { type Found, RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { messageResource, threadResource } from './conversation-messages.schema.ts'
import { wireMessage } from './message.wire.ts'

/**
 * A message is seen by whoever sees its conversation, as long as that is there. Where one conversation is asked for,
 * it is looked at once and not for every message.
 */
function seen(builder: Knex.QueryBuilder, member: Member, where: readonly Condition[]): void {
  const visible = (conversations: Knex.QueryBuilder): void => {
    conversations.select('id').from('conversations').whereNull('deleted_at')
    visibleConversations(member, conversations)
  }
  const id = conversationIn(where)
  if (id === undefined) builder.whereIn('messages.conversation_id', visible)
  else builder.whereExists(one => visible(one.where('conversations.id', id)))
}

function conversationIn(where: readonly Condition[]): number | undefined {
  for (const each of where) {
    const isNamed = each.kind === 'field' && each.name === 'conversation_id' && each.operator === '$eq'
    if (isNamed && typeof each.value === 'number') return each.value
  }
  return undefined
}

/** All messages in one stream. */
export class Messages extends RowReader {
  constructor(house: House) {
    super(house, messageResource, seen)
  }
}

/** Messages of one channel type: another type's are not there, whatever is asked. */
export function messagesOf(type: ChannelType) {
  return class extends RowReader {
    constructor(house: House) {
      super(house, threadResource, (builder, member, where) => {
        builder.where('messages.channel', type)
        seen(builder, member, where)
      })
    }

    override async find(call: Call): Promise<Found> {
      const asks = call.query?.where.some(each => each.kind === 'field' && each.name === 'conversation_id')
      if (!asks) {
        const complaints = [{ path: 'conversation_id', message: 'is required' }]
        throw new Refusal('bad_query', { message: 'conversation_id: is required', complaints })
      }
      return super.find(call)
    }

    async patch(id: string | number, edit: Edit, call: Call): Promise<object> {
      const row = await act(this.house, memberOf(call), scope => editMessage(scope, String(id), edit, type))
      return pickFields(wireMessage(row), call.select)
    }

    async remove(id: string | number | null, call: Call): Promise<object> {
      const row = await act(this.house, memberOf(call), scope => removeMessage(scope, String(id), type))
      return pickFields(wireMessage(row), call.select)
    }
  }
}

/** Says something on a channel of one type; null: on the channel the customer used last. */
export function sendingTo(type: ChannelType | null) {
  return class extends RowReader {
    constructor(house: House) {
      super(house, threadResource, seen)
    }

    create(data: Sent, call: Call): Promise<object> {
      return say(this.house, data, call, (scope, draft) => sendMessage(scope, draft, type))
    }
  }
}

/** Reads what was said on a type of channel, and says something on it. */
export function speakingOn(type: ChannelType) {
  return class extends messagesOf(type) {
    create(data: Sent, call: Call): Promise<object> {
      return say(this.house, data, call, (scope, draft) => sendMessage(scope, draft, type))
    }
  }
}

/** In the playground one speaks for either side; for the customer unless said, while an assistant holds control. */
export class Playing extends messagesOf('playground') {
  create({ direction, ...data }: Sent & { direction?: 'inbound' | 'outbound' }, call: Call): Promise<object> {
    return say(this.house, data, call, async (scope, draft) => {
      const side = direction ?? (await sideWhoseTurnItIs(scope, draft.conversation_id))
      return side === 'inbound' && draft.message_type !== 'note'
        ? writeAsCustomer(scope, draft, 'playground')
        : sendMessage(scope, draft, 'playground')
    })
  }
}

type Sent = Draft & FileSources

async function say(
  house: House,
  data: Sent,
  call: Call,
  how: (scope: Scope, draft: Draft) => Promise<MessageRow>
): Promise<object> {
  const member = memberOf(call)
  const { draft, uploads } = await bringFiles(house, member, data)
  const row = await act(house, member, async scope => {
    await keepUploads(scope, uploads)
    return how(scope, timed(draft))
  })
  return pickFields(wireMessage(row), call.select)
}

/** Sends again what has failed or is in doubt. */
export class Resending extends RowReader {
  constructor(house: House) {
    super(house, messageResource, seen)
  }

  async create({ id }: { id: string }, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => resendMessage(scope, id))
    return pickFields(wireMessage(row), call.select)
  }
}

function timed(data: Draft): Draft {
  return data.send_at ? { ...data, send_at: new Date(data.send_at).toISOString() } : data
}
