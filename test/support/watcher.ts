import { isDeepStrictEqual } from 'node:util'
import { type Client, type Conversation, connect, type LiveThread, type Message } from '../../src/client/index.ts'
import type { Role } from '../../src/model/actor.ts'
import { type Line, openLine } from './line.ts'
import type { Colleague } from './world.ts'

/** Whose a conversation is. */
export interface Ownership {
  readonly assigned_user_id: number | null
  readonly assigned_team_id: number | null
}

/** What there is in the end, as whoever sees everything reads it. */
export interface Truth {
  /** The newest first. */
  readonly conversations: readonly Conversation[]
  /** In the order of `seq`. */
  readonly messages: ReadonlyMap<number, readonly Message[]>
}

/** Somebody who looks at the inbox over a line of their own. */
export interface Watcher {
  readonly client: Client
  readonly line: Line
  /** What was shown out of order, or told though it was out of sight. */
  readonly offences: readonly string[]
  /** In which points what is shown is not the truth. */
  flaws(truth: Truth): string[]
  close(): Promise<void>
}

/** Somebody with a role, who is in one team. */
export interface Person extends Colleague {
  readonly role: Role
  readonly team: number
}

/** How the words of a note say who may hear them. */
export function wordsFor(owner: Ownership, nth: number): string {
  return `${nth} ${JSON.stringify([owner.assigned_user_id, owner.assigned_team_id])}`
}

/** Opens the whole list and some of the conversations. */
export async function openWatcher(url: string, person: Person, talks: readonly number[]): Promise<Watcher> {
  const line = await openLine(url)
  const client = connect({ url: line.url, apiKey: person.apiKey })
  const offences: string[] = []
  const list = client.replica.conversations()
  const threads = new Map(talks.map(id => [id, client.replica.messages(id)]))

  list.subscribe(() => {
    if (!isSorted(list.get().rows, isBefore)) offences.push('the list is out of order')
  })
  for (const [id, thread] of threads) {
    thread.subscribe(() => {
      if (!isSorted(thread.get().rows, (a, b) => a.seq < b.seq)) offences.push(`${id} is out of order`)
    })
  }
  client.service('conversation-messages-whatsapp').on('created', ({ conversation_id, message_text }) => {
    if (!maySee(person, ownershipIn(message_text))) offences.push(`heard in ${conversation_id}: ${message_text}`)
  })

  // Nobody opens the door at the same moment as all the others.
  await client.service('organizations').find({ query: { $limit: 1 } })
  return {
    client,
    line,
    offences,
    flaws({ conversations, messages }) {
      const seen = conversations.filter(row => maySee(person, row))
      const { rows, complete, loading } = list.get()
      if (!complete && !loading) void list.more()
      const ids = new Set(seen.map(row => row.id))
      return [
        ...(complete ? rowFlaws('list', rows, seen) : ['list is not complete']),
        ...[...threads].flatMap(([id, thread]) =>
          ids.has(id) ? threadFlaws(id, thread, messages.get(id) ?? []) : goneFlaws(id, thread)
        )
      ]
    },
    async close() {
      client.close()
      await line.close()
    }
  }
}

/** The rule once more, in the words of the test. */
function maySee({ role, team, member }: Person, owner: Ownership): boolean {
  if (role !== 'agent' || owner.assigned_user_id === member.user_id) return true
  return owner.assigned_team_id === null ? owner.assigned_user_id === null : owner.assigned_team_id === team
}

/** What was not said by `wordsFor` may be heard by all. */
function ownershipIn(words: string | null): Ownership {
  const [, written] = /^\d+ (\[.*\])$/.exec(words ?? '') ?? []
  const [assigned_user_id = null, assigned_team_id = null] = JSON.parse(written ?? '[]')
  return { assigned_user_id, assigned_team_id }
}

function threadFlaws(id: number, thread: LiveThread, said: readonly Message[]): string[] {
  const { rows, hasEarlier, gone } = thread.get()
  if (gone) return [`${id} is thought to be gone`]
  if (!hasEarlier) return rowFlaws(id, rows, said)
  return rows.length === 0 ? [`${id} is empty`] : rowFlaws(id, rows, said.slice(-rows.length))
}

function goneFlaws(id: number, thread: LiveThread): string[] {
  const { rows, gone } = thread.get()
  return gone && rows.length === 0 ? [] : [`${id} is out of sight, and still shown`]
}

type Row = Conversation | Message

function rowFlaws(name: string | number, shown: readonly Row[], wanted: readonly Row[]): string[] {
  const [has, needs] = [new Map(shown.map(row => [row.id, row])), new Map(wanted.map(row => [row.id, row]))]
  const missing = wanted.filter(row => !has.has(row.id)).map(row => `${name} lacks ${row.id}`)
  const surplus = shown.filter(row => !needs.has(row.id)).map(row => `${name} has ${row.id}`)
  if (missing.length > 0 || surplus.length > 0) return [...missing, ...surplus]
  return shown.flatMap((row, index) => {
    if (wanted[index]?.id !== row.id) return [`${name} has ${row.id} in the wrong place`]
    return isDeepStrictEqual(row, wanted[index]) ? [] : [`${name} has an old ${row.id}`]
  })
}

/** The newest first; nobody has spoken in some. */
export function isBefore(a: Conversation, b: Conversation): boolean {
  const [one, other] = [a.last_interaction_at ?? '', b.last_interaction_at ?? '']
  return one === other ? a.id > b.id : one > other
}

function isSorted<Row>(rows: readonly Row[], isBefore: (a: Row, b: Row) => boolean): boolean {
  return rows.every((row, index) => {
    const next = rows[index + 1]
    return next === undefined || isBefore(row, next)
  })
}
