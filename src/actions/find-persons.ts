import type { Person } from '../channels/channel.ts'
import { liveKey } from '../model/conversation.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { OpenChannel } from './accounts.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'
import { type FlatThread, THREAD_COLUMNS, threadUnderLock } from './threads.ts'

/** Somebody who wrote, and where. */
export interface Writer {
  readonly person: Person
  readonly channel: OpenChannel
}

/** An identity as found by one of its addresses. */
export interface KnownIdentity {
  readonly identity_id: string
  readonly identity_contact_id: number
}

export interface Found {
  readonly identity: KnownIdentity
  /** The live conversation under lock; null when there is none. */
  readonly thread: Thread | null
  /** One whose session has ended, which began before the organization unified as it does now. */
  readonly former: Thread | null
  /** Does the writer go by an address that the channel has not seen yet? */
  readonly has_new_address: boolean
}

interface FoundRow extends KnownIdentity {
  readonly organization_id: number
  readonly address_channel_id: number
  readonly address: string
}

interface Match {
  readonly identity: KnownIdentity
  readonly has_new_address: boolean
}

const FIND = `
  select a.organization_id, a.channel_id as address_channel_id, a.address, a.identity_id, i.contact_id as identity_contact_id
  from unnest($1::bigint[], $2::bigint[], $3::text[]) as w(organization_id, channel_id, address)
  join identity_addresses a
    on a.organization_id = w.organization_id and a.channel_id = w.channel_id and a.address = w.address
  join identities i on i.organization_id = a.organization_id and i.id = a.identity_id`

// Looked up by address once more, so that it need not wait for the answer to FIND.
const LOCK_LIVE = `
  select c.live_key, ${THREAD_COLUMNS}
  from (
    select distinct a.organization_id, key.live_key
    from unnest($1::bigint[], $2::bigint[], $3::text[]) as w(organization_id, channel_id, address)
    join identity_addresses a
      on a.organization_id = w.organization_id and a.channel_id = w.channel_id and a.address = w.address
    join identities i on i.organization_id = a.organization_id and i.id = a.identity_id
    cross join lateral (values ('identity:' || i.id), ('contact:' || i.contact_id)) as key(live_key)
  ) l
  join conversations c on c.organization_id = l.organization_id and c.live_key = l.live_key and c.deleted_at is null
  join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
  order by c.organization_id, c.id
  for update of c`

/**
 * Finds who wrote and locks their live conversations, for a whole batch in one round trip. The result is keyed by
 * `writerKey`; writers who are not known are absent. What is asked after it without waiting is answered under the locks.
 */
export async function findPersons(scope: Scope, writers: readonly Writer[]): Promise<Map<string, Found>> {
  const wanted = addressesOf(writers)
  const [identities, threads] = await Promise.all([findIdentities(scope, writers, wanted), lockLive(scope.tx, wanted)])
  const found = new Map<string, Found>()
  for (const writer of writers) {
    const match = identities.get(writerKey(writer))
    if (!match) continue
    found.set(writerKey(writer), { ...match, ...goingOn(threads, writer.channel, match.identity) })
  }
  return found
}

export function writerKey({ person, channel }: Writer): string {
  return `${channel.id}/${person.addresses[0]}`
}

/** Organizations, channels and addresses of the writers, side by side. */
type Addresses = readonly [number[], number[], string[]]

function addressesOf(writers: readonly Writer[]): Addresses {
  const wanted = writers.flatMap(({ person, channel }) => person.addresses.map(address => ({ channel, address })))
  return [
    wanted.map(each => each.channel.organization_id),
    wanted.map(each => each.channel.id),
    wanted.map(each => each.address)
  ]
}

/** The most stable address that is known wins: a number may be handed on to somebody else, a BSUID is not. */
async function findIdentities(
  scope: Scope,
  writers: readonly Writer[],
  wanted: Addresses
): Promise<Map<string, Match>> {
  const rows = await scope.tx.query<FoundRow>(prepared(FIND, wanted))
  const byAddress = new Map(rows.map(row => [`${row.address_channel_id}/${row.address}`, row]))
  const candidates = writers.flatMap(writer => {
    const known = writer.person.addresses.flatMap(address => byAddress.get(`${writer.channel.id}/${address}`) ?? [])
    const [identity] = known
    return identity ? [{ writer, identity, known }] : []
  })
  const strangers = await handedOn(scope, candidates)
  return new Map(
    candidates.flatMap(({ writer, identity, known }) => {
      const has_new_address = known.length < writer.person.addresses.length
      return strangers.has(writer) ? [] : [[writerKey(writer), { identity, has_new_address }] as const]
    })
  )
}

interface Candidate {
  readonly writer: Writer
  readonly identity: FoundRow
}

/**
 * Writers who were found by a number alone although they show a lasting address: where the identity has another
 * lasting one, the number was handed on to somebody else.
 */
async function handedOn(scope: Scope, candidates: readonly Candidate[]): Promise<Set<Writer>> {
  const doubtful = candidates.filter(({ writer, identity }) => {
    const { lasts } = scope.house.channel(writer.channel.channel_type)
    return lasts !== undefined && !lasts(identity.address) && writer.person.addresses.some(lasts)
  })
  if (doubtful.length === 0) return new Set()
  const rows = await scope.tx.query<{ identity_id: string; address: string }>(
    prepared(
      `select a.identity_id, a.address from unnest($1::bigint[], $2::uuid[]) as w(organization_id, identity_id)
       join identity_addresses a on a.organization_id = w.organization_id and a.identity_id = w.identity_id`,
      [doubtful.map(({ identity }) => identity.organization_id), doubtful.map(({ identity }) => identity.identity_id)]
    )
  )
  const strangers = doubtful.filter(({ writer, identity }) => {
    const { lasts } = scope.house.channel(writer.channel.channel_type)
    return rows.some(row => row.identity_id === identity.identity_id && lasts?.(row.address))
  })
  return new Set(strangers.map(({ writer }) => writer))
}

async function lockLive(tx: Transaction, wanted: Addresses): Promise<Map<string, Thread>> {
  const rows = await tx.query<FlatThread & { readonly live_key: string }>(prepared(LOCK_LIVE, wanted))
  return new Map(rows.map(row => [`${row.organization_id}/${row.live_key}`, threadUnderLock(row)]))
}

/** A thread that began under the other unification goes on until its session ends, and then gives way. */
function goingOn(
  threads: ReadonlyMap<string, Thread>,
  { organization_id, unify }: OpenChannel,
  { identity_id, identity_contact_id }: KnownIdentity
): Pick<Found, 'thread' | 'former'> {
  const under = (unification: OpenChannel['unify']): Thread | null =>
    threads.get(`${organization_id}/${liveKey(unification, identity_id, identity_contact_id)}`) ?? null
  const former = under(unify === 'contact' ? 'identity' : 'contact')
  if (former?.row.status === 'open') return { thread: former, former: null }
  return { thread: under(unify), former }
}
