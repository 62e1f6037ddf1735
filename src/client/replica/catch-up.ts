import type { User } from '../wire.ts'
import type { FeedEvent, Source } from './source.ts'

/** What happened while nobody listened. */
export interface Missed {
  readonly cursor: string
  /** Conversations in which something happened. */
  readonly conversations: ReadonlySet<number>
  /** Contacts that changed; their conversations show them. */
  readonly contacts: ReadonlySet<number>
  /** Too much was missed, or other things are in sight now: only a new snapshot helps. */
  readonly reset: boolean
}

/** No cursor: the answer says where the feed stands. */
const NOWHERE = 'none'

/** Longer breaks are cheaper to make good with a snapshot. */
const MOST_PAGES = 10

/** Reads the feed on from a cursor; null: there is none yet. */
export async function catchUp(source: Source, cursor: string | null, user: User | null): Promise<Missed> {
  const conversations = new Set<number>()
  const contacts = new Set<number>()
  let at = cursor ?? NOWHERE
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await source.feed(at)
    at = answer.cursor
    const events = [...answer.data, ...(answer.ahead ?? [])]
    if (answer.reset || events.some(event => changesSight(event, user))) return snapshotFrom(source, at)
    for (const event of events) note(event)
    if (answer.complete) return { cursor: at, conversations, contacts, reset: false }
  }
  return snapshotFrom(source, NOWHERE)

  function note(event: FeedEvent): void {
    if (event.conversation_id !== null) conversations.add(event.conversation_id)
    if (event.type === 'contact.updated') contacts.add(Number(event.data['id']))
  }
}

async function snapshotFrom(source: Source, at: string): Promise<Missed> {
  const { cursor } = at === NOWHERE ? await source.feed(NOWHERE) : { cursor: at }
  return { cursor, conversations: new Set(), contacts: new Set(), reset: true }
}

/** Does another set of conversations come into sight with it? */
function changesSight(event: FeedEvent, user: User | null): boolean {
  if (event.type === 'organization.updated') return 'agent_visibility' in Object(event.data['settings'])
  return event.type === 'user.updated' && 'role' in event.data && (!user || event.data['id'] === user.id)
}
