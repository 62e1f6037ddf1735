import type { AgentVisibility, Member, Role } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { EVENTS, type EventType } from '../model/event.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Statement } from '../platform/database.ts'
import { sha256 } from '../platform/secrets.ts'
import type { Tokens } from '../platform/tokens.ts'
import { readToken } from './access-token.ts'
import { type Credential, isWellFormedKey } from './credential.ts'
import { createIdentityCache, type Identity } from './identity-cache.ts'
import { createKeyUse } from './key-use.ts'

/** The one answer to "who is this?", for requests, handshakes and logins of sockets alike. */
export interface Identifier {
  /** @throws Refusal `not_authenticated`, `token_expired` */
  identify(credential: Credential): Promise<Member>
  /**
   * The same member as it is now: its role, its teams, and whether the login or key it came in with still holds. A
   * socket outlives its token, not its login.
   * @throws Refusal `not_authenticated`
   */
  renew(member: Member): Promise<Member>
  /**
   * The same member as it is now, for work that goes on when its login has ended. A key still has to hold.
   * @throws Refusal `not_authenticated`
   */
  standing(member: Member): Promise<Member>
  forget(organizationId: number, userId?: number): void
  /** Forgets whom a committed event is about. Every event of the log is told to every process. */
  hear(event: HeardEvent): void
  /** Resolves when the last use of keys has been written. */
  idle(): Promise<void>
}

interface HeardEvent {
  readonly organization_id: number
  readonly type: EventType
  readonly data: Readonly<Record<string, unknown>>
}

interface IdentifierOptions {
  database: Database
  tokens: Tokens
  clock: Clock
  /** Hears why the last use of a key could not be written. */
  onError(error: unknown): void
}

/** Members are kept for ten seconds, or until something is heard of them; at most 20,000. */
export function createIdentifier({ database, tokens, clock, onError }: IdentifierOptions): Identifier {
  const cache = createIdentityCache(clock)
  const keyUse = createKeyUse(database, clock, onError)

  const resolve = async (cacheKey: string, statement: Statement): Promise<Member> => {
    const { member, until } = await cache.get(cacheKey, async () => identityOf(await database.query<Row>(statement)))
    if (!member || clock.now().getTime() >= until) throw new Refusal('not_authenticated')
    return member
  }
  const byLogin = (organizationId: number, loginId: string): Promise<Member> =>
    resolve(`login:${organizationId}:${loginId.toLowerCase()}`, {
      name: 'identify-login',
      text: BY_LOGIN,
      values: [organizationId, loginId]
    })
  const byKey = async (key: string): Promise<Member> => {
    if (!isWellFormedKey(key)) throw new Refusal('not_authenticated')
    const hash = sha256(key)
    const member = await resolve(`key:${hash}`, { name: 'identify-key', text: BY_KEY, values: [hash] })
    keyUse.note(member.organization_id, member.credential_id)
    return member
  }
  const byKeyId = async (organizationId: number, keyId: string): Promise<Member> => {
    const values = [organizationId, keyId]
    const member = await resolve(`key-id:${organizationId}:${keyId}`, { name: 'renew-key', text: BY_KEY_ID, values })
    keyUse.note(organizationId, keyId)
    return member
  }
  const byMembership = (organizationId: number, userId: number): Promise<Member> =>
    resolve(`member:${organizationId}:${userId}`, {
      name: 'identify-member',
      text: BY_MEMBERSHIP,
      values: [organizationId, userId]
    })
  const byToken = async (token: string): Promise<Member> => {
    const bearer = await readToken(tokens, token, clock.now())
    const member = await byLogin(bearer.organization_id, bearer.login_id)
    if (member.user_id !== bearer.user_id) throw new Refusal('not_authenticated')
    return member
  }

  return {
    identify: credential => (credential.kind === 'token' ? byToken(credential.token) : byKey(credential.key)),
    renew: ({ kind, organization_id, credential_id }) =>
      kind === 'user' ? byLogin(organization_id, credential_id) : byKeyId(organization_id, credential_id),
    standing: ({ kind, organization_id, user_id, credential_id }) =>
      kind === 'user' ? byMembership(organization_id, user_id) : byKeyId(organization_id, credential_id),
    forget: cache.forget,
    hear({ organization_id, type, data }) {
      const { about } = EVENTS[type]
      if (about === 'organization') cache.forget(organization_id)
      else if (about === 'user') cache.forget(organization_id, Number(data['id']))
      else if (about === 'api_key') cache.forget(organization_id, Number(data['user_id']))
    },
    idle: keyUse.idle
  }
}

interface Row {
  kind: 'user' | 'api_key'
  organization_id: number
  user_id: number
  role: Role
  agent_visibility: AgentVisibility | null
  name: string
  team_ids: number[]
  credential_id: string
  scopes: string[] | null
  expires_at: string | null
}

function identityOf([row]: readonly Row[]): Identity {
  if (!row) return { member: null, until: Number.POSITIVE_INFINITY }
  const { agent_visibility, scopes, expires_at, ...member } = row
  return {
    member: { ...member, agent_visibility: agent_visibility ?? 'all', ...(scopes && { scopes }) },
    until: expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at)
  }
}

const MEMBER = `
  m.organization_id, m.user_id, m.role, o.settings ->> 'agent_visibility' as agent_visibility,
  coalesce(m.full_name, u.full_name) as name,
  (select coalesce(json_agg(tm.team_id order by tm.team_id), '[]')
    from team_members tm
    join teams t on t.organization_id = tm.organization_id and t.id = tm.team_id and t.deleted_at is null
    where tm.organization_id = m.organization_id and tm.user_id = m.user_id) as team_ids`

const LIVING = `
  join members m on m.organization_id = c.organization_id and m.user_id = c.user_id and m.deleted_at is null
  join organizations o on o.id = c.organization_id and o.deleted_at is null
  join users u on u.id = c.user_id`

const BY_LOGIN = `
  select 'user' as kind, c.id::text as credential_id, null as scopes, c.expires_at, ${MEMBER}
  from logins c ${LIVING}
  where c.organization_id = $1 and c.id = $2 and c.revoked_at is null`

// Whoever it signed in with, it is the same person: the membership stands for all logins.
const BY_MEMBERSHIP = `
  select 'user' as kind, 'membership' as credential_id, null as scopes, null as expires_at, ${MEMBER}
  from (select $1::bigint as organization_id, $2::bigint as user_id) c ${LIVING}`

const KEY = `
  select 'api_key' as kind, c.id::text as credential_id, c.scopes, null as expires_at, ${MEMBER}
  from api_keys c ${LIVING}`

const BY_KEY = `${KEY} where c.secret_hash = $1 and c.deleted_at is null`

const BY_KEY_ID = `${KEY} where c.organization_id = $1 and c.id = $2 and c.deleted_at is null`
