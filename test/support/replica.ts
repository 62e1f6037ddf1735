import { isDeepStrictEqual } from 'node:util'
import { type StockClient, socketAs } from './clients.ts'
import { until } from './stage.ts'

/** Everything that a member can list and hear of. */
const PATHS = [
  'organizations',
  'users',
  'api-keys',
  'channels',
  'contacts',
  'contact-merges',
  'tags',
  'conversation-predefined-messages',
  'automations',
  'automations-executions',
  'views',
  'pipelines',
  'pipeline-stages',
  'conversations',
  'conversations-bulk-actions',
  'conversation-messages-whatsapp',
  'conversation-events'
] as const
type Path = (typeof PATHS)[number]

type Row = Readonly<Record<string, unknown>>
type Tables = Record<Path, Map<unknown, Row>>
type Socket = Awaited<ReturnType<typeof socketAs>>

/** What a screen holds: a snapshot, and whatever it has heard since. */
export interface Replica {
  readonly tables: Tables
  /** Fulfilled when it has heard of these events and all that came with them, or has been sent away. */
  catchUp(eventIds: readonly string[], settle: () => Promise<void>): Promise<void>
  /** Was it sent away? Then it begins anew, as a screen does. */
  readonly isConnected: boolean
  close(): void
}

/** Opens a screen of its own on a server. */
export async function openReplica(url: string, login: { email: string; password: string }): Promise<Replica> {
  const client = await socketAs(url, login, { reconnection: false })
  const tables = emptyTables()
  const early: (() => void)[] = []
  let complete = false
  for (const path of PATHS) {
    for (const event of ['created', 'patched', 'removed'] as const) {
      client.app.service(path).on(event, (row: Row) => {
        const apply = () => hear(tables, path, event, row)
        if (complete) apply()
        else early.push(apply)
      })
    }
  }
  for (const [path, rows] of Object.entries(await fetchTables(client))) tables[path as Path] = rows
  for (const apply of early) apply()
  complete = true

  return {
    tables,
    get isConnected() {
      return client.socket.connected
    },
    async catchUp(eventIds, settle) {
      await until(async () => {
        if (!client.socket.connected) return true
        await settle()
        return eventIds.every(id => tables['conversation-events'].has(id))
      }, 'a screen to hear of all that happened')
      await fence(client)
    },
    close: () => client.close()
  }
}

/** What a screen would see that is opened now. */
export async function fetchTables(client: StockClient): Promise<Tables> {
  const tables = emptyTables()
  for (const path of PATHS) {
    if (path !== 'conversation-messages-whatsapp') tables[path] = await fetchAll(client, path)
  }
  tables['conversation-messages-whatsapp'] = await fetchAll(client, 'conversation-messages')
  return tables
}

/** Names every row and field in which they differ. */
export function differences(replica: Tables, fresh: Tables): string[] {
  return PATHS.flatMap(path => {
    const ids = new Set([...replica[path].keys(), ...fresh[path].keys()])
    return [...ids].flatMap(id =>
      rowDifferences(`${path}/${id}`, factsOf(replica[path].get(id)), factsOf(fresh[path].get(id)))
    )
  })
}

/** When something came in last is a meter, not a fact: every message would move it. */
function factsOf(row: Row | undefined): Row | undefined {
  if (!row?.['health']) return row
  const { state, last_error } = Object(row['health'])
  return { ...row, health: { state: state === 'idle' ? 'ok' : state, last_error } }
}

function rowDifferences(name: string, heard: Row | undefined, present: Row | undefined): string[] {
  if (!heard) return [`${name} was not heard of`]
  if (!present) return [`${name} is not there`]
  const fields = new Set([...Object.keys(heard), ...Object.keys(present)])
  return [...fields].flatMap(field => {
    if (isDeepStrictEqual(heard[field], present[field])) return []
    return [`${name} ${field}: heard ${JSON.stringify(heard[field])}, is ${JSON.stringify(present[field])}`]
  })
}

function emptyTables(): Tables {
  return Object.fromEntries(PATHS.map(path => [path, new Map()])) as Tables
}

function hear(tables: Tables, path: Path, event: 'created' | 'patched' | 'removed', row: Row): void {
  if (event === 'removed') tables[path].delete(row['id'])
  else tables[path].set(row['id'], row)
  if (path === 'conversations' && event === 'removed') forgetMessages(tables, row['id'])
  if (path === 'contacts' && event !== 'removed') claimMessages(tables, row)
}

/** What was said by an identity is said by whoever has the identity now. */
function claimMessages(tables: Tables, { id, identities }: Row): void {
  const own = new Set(Array.isArray(identities) ? identities.map(identity => identity.id) : [])
  const messages = tables['conversation-messages-whatsapp']
  for (const [key, message] of messages)
    if (own.has(message['identity_id'])) messages.set(key, { ...message, contact_id: id })
}

/** A conversation that is gone takes what was said in it along. */
function forgetMessages(tables: Tables, conversationId: unknown): void {
  const messages = tables['conversation-messages-whatsapp']
  for (const [id, message] of messages) if (message['conversation_id'] === conversationId) messages.delete(id)
}

/** Packets come in order: what was sent before an answer is there when the answer is. */
async function fence(client: Socket): Promise<void> {
  if (!client.socket.connected) return
  const gone = new Promise<void>(resolve => client.socket.once('disconnect', () => resolve()))
  const answered = client.app.service('organizations').find({ query: { $limit: 0 } })
  await Promise.race([answered.catch(() => {}), gone])
}

async function fetchAll(client: StockClient, path: string): Promise<Map<unknown, Row>> {
  const rows = new Map<unknown, Row>()
  for (let skip = 0; ; skip += 50) {
    const query = { $limit: 50, $skip: skip, $sort: { id: 1 } }
    const { data } = await client.app.service(path).find({ query })
    for (const row of data) rows.set(row.id, row)
    if (data.length < 50) return rows
  }
}
