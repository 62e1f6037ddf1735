import type { Knex } from 'knex'
import { visibleConversations } from '../../actions/access.ts'
import { readFeed } from '../../actions/read-feed.ts'
import type { House } from '../../actions/scope.ts'
import { isAtLeast, type Member, seesEverything } from '../../model/actor.ts'
import { Refusal } from '../../model/errors.ts'
import { EVENT_TYPES, EVENTS } from '../../model/event.ts'
import { type Call, memberOf } from '../call.ts'
import { type Found, RowReader } from '../row-reader.ts'
import { eventResource } from './conversation-events.schema.ts'

const FOR_ADMINS = EVENT_TYPES.filter(type => EVENTS[type].about === 'channel' || EVENTS[type].about === 'api_key')

const OF_VIEWS = EVENT_TYPES.filter(type => EVENTS[type].about === 'view')
const OF_BULK_ACTIONS = EVENT_TYPES.filter(type => EVENTS[type].about === 'bulk_action')

function seen(builder: Knex.QueryBuilder, member: Member): void {
  if (!isAtLeast(member, 'admin')) builder.whereRaw('type <> all(?)', [[...FOR_ADMINS]])
  builder.whereRaw(`(type <> all(?) or coalesce(data ->> 'user_id', ?) = ?)`, [
    isAtLeast(member, 'admin') ? [...OF_VIEWS] : [...OF_VIEWS, ...OF_BULK_ACTIONS],
    String(member.user_id),
    String(member.user_id)
  ])
  if (seesEverything(member)) return
  builder.where(visible => {
    visible.whereNull('events.conversation_id').orWhereIn('events.conversation_id', own => {
      own.select('id').from('conversations')
      visibleConversations(member, own)
    })
  })
}

export class ConversationEvents extends RowReader {
  constructor(house: House) {
    super(house, eventResource, seen)
  }

  /** With `after`: the organization's feed. Else the log as any list. */
  override async find(call: Call): Promise<Found> {
    const { after } = call.rest
    if (after === undefined) return super.find(call)
    if (typeof after !== 'string' || after.length > 500) {
      throw new Refusal('bad_query', { complaints: [{ path: 'after', message: 'must be a cursor' }] })
    }
    const limit = call.query?.limit || 25
    const page = await readFeed(this.house, memberOf(call), after, limit)
    return { total: page.data.length, limit, skip: 0, ...page }
  }
}
