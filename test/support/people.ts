import { randomBytes } from 'node:crypto'
import knexFactory from 'knex'
import { migrations } from '../../migrations/index.ts'
import { createAccounts } from '../../src/actions/accounts.ts'
import { authenticate } from '../../src/actions/authenticate.ts'
import type { Credential } from '../../src/actions/credential.ts'
import { createIdentifier, type Identifier } from '../../src/actions/identify.ts'
import type { FrontDesk, LoginAnswer } from '../../src/actions/log-in.ts'
import { createLoginThrottle } from '../../src/actions/login-throttle.ts'
import { passwords } from '../../src/actions/passwords.ts'
import { act, type House, type Scope } from '../../src/actions/scope.ts'
import type { Member, Role } from '../../src/model/actor.ts'
import { createManualClock, type ManualClock } from '../../src/platform/clock.ts'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { createLog } from '../../src/platform/log.ts'
import { migrate } from '../../src/platform/migrations.ts'
import { createObjectStore } from '../../src/platform/object-store/index.ts'
import { createVault } from '../../src/platform/secrets.ts'
import { createTokens, type Tokens } from '../../src/platform/tokens.ts'
import { createUnitOfWork } from '../../src/platform/unit-of-work.ts'
import { askedMessage } from '../../src/services/automations/conditions.schema.ts'

export const ISSUER = 'https://parley.test'
export const AUDIENCE = 'parley-test'
export const PASSWORD = 'correct horse battery'

/** People, organizations and the ways in, on a database of their own. The clock stands until it is moved. */
export interface People {
  readonly database: Database
  readonly clock: ManualClock
  readonly tokens: Tokens
  readonly secret: Buffer
  readonly desk: FrontDesk
  readonly house: House
  readonly identifier: Identifier
  /** Statements outside transactions, and passwords tried, since the last look. */
  readonly counts: { queries: number; verified: number }
  /** Who was seated last on which socket. */
  readonly seated: ReadonlyMap<unknown, Member | null>
  organization(name?: string): Promise<number>
  person(email: string, options?: { password?: string | null }): Promise<number>
  member(organizationId: number, userId: number, role: Role): Promise<void>
  /** A new organization with one member, signed in. */
  signedIn(role?: Role, email?: string): Promise<{ member: Member; answer: LoginAnswer }>
  logIn(data: unknown, address?: string): Promise<LoginAnswer>
  identify(answer: LoginAnswer): Promise<Member>
  as<Result>(member: Member, work: (scope: Scope) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export async function openPeople(): Promise<People> {
  const { url, drop } = await createDatabase()
  const pool = openDatabase({
    connectionString: url,
    role: 'parley_runtime',
    poolSize: 8,
    applicationName: 'people',
    onError: console.error
  })
  const counts = { queries: 0, verified: 0 }
  const seated = new Map<unknown, Member | null>()
  const database: Database = {
    ...pool,
    query: statement => {
      counts.queries++
      return pool.query(statement)
    }
  }
  const clock = createManualClock(new Date('2030-01-01T12:00:00.000Z'))
  const secret = randomBytes(32)
  const tokens = createTokens({ secret, issuer: ISSUER, audience: AUDIENCE })
  const identifier = createIdentifier({ database, tokens, clock, onError: console.error })
  const desk: FrontDesk = {
    database,
    clock,
    tokens,
    throttle: createLoginThrottle(database, clock),
    passwords: {
      ...passwords,
      verify(hash, password) {
        counts.verified++
        return passwords.verify(hash, password)
      }
    }
  }
  const house = houseOf(database, clock, identifier, desk, seated)
  const identify = (answer: LoginAnswer): Promise<Member> =>
    identifier.identify({ kind: 'token', token: answer.accessToken })
  const logIn = (data: unknown, address = '192.0.2.1'): Promise<LoginAnswer> => authenticate(desk, data, address)

  const people: People = {
    database,
    clock,
    tokens,
    secret,
    desk,
    house,
    identifier,
    counts,
    seated,
    identify,
    logIn,
    async organization(name = 'Acme') {
      const text = 'insert into organizations (name) values ($1) returning id'
      return idOf(await pool.query<{ id: number }>({ text, values: [name] }))
    },
    async person(email, { password = PASSWORD } = {}) {
      const hash = password === null ? null : await passwords.hash(password)
      const text = 'insert into users (email, full_name, password_hash) values ($1, $2, $3) returning id'
      return idOf(await pool.query<{ id: number }>({ text, values: [email, `Name of ${email}`, hash] }))
    },
    async member(organizationId, userId, role) {
      const text = 'insert into members (organization_id, user_id, role) values ($1, $2, $3)'
      await pool.query({ text, values: [organizationId, userId, role] })
    },
    async signedIn(role = 'owner', email = `${newId()}@example.org`) {
      const organizationId = await people.organization()
      await people.member(organizationId, await people.person(email), role)
      const answer = await logIn({ strategy: 'local', email, password: PASSWORD })
      return { answer, member: await identify(answer) }
    },
    as: (member, work) => act(house, member, work),
    async close() {
      await identifier.idle()
      await pool.destroy()
      await drop()
    }
  }
  return people
}

/** What another process would hold: the same database, nothing in memory. */
export function anotherProcess({ database, tokens, clock }: People): Identifier {
  return createIdentifier({ database, tokens, clock, onError: console.error })
}

export function byKey(key: string): Credential {
  return { kind: 'api_key', key }
}

function houseOf(
  database: Database,
  clock: ManualClock,
  identifier: Identifier,
  desk: FrontDesk,
  seated: Map<unknown, Member | null>
): House {
  const vault = createVault([{ id: 'k1', key: randomBytes(32) }])
  return {
    database,
    clock,
    vault,
    unitOfWork: createUnitOfWork(database, console.error),
    log: createLog({ level: 'silent' }),
    accounts: createAccounts(database, vault),
    web: {
      download: () => Promise.reject(new Error('nobody fetches')),
      request: () => Promise.reject(new Error('nobody asks'))
    },
    store: createObjectStore({
      address: () => {
        throw new Error('nobody asked for files')
      }
    }),
    desk,
    identifier,
    signup: true,
    bucket: 'files',
    fileQuota: 0,
    messages: askedMessage,
    seats: { seat: (socket, member) => void seated.set(socket, member), untilHeard: async () => {} },
    publicUrl: ISSUER,
    channel: type => {
      throw new Error(`nobody asked for the channel ${type}`)
    },
    speaks: () => false,
    announce: facts => {
      for (const { event } of facts) identifier.hear(event)
    },
    tellTyping: () => {},
    tellRead: () => {},
    wake: () => {}
  }
}

function idOf([row]: readonly { id: number }[]): number {
  if (!row) throw new Error('an insert returned no row')
  return row.id
}

async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL']
  if (!server) throw new Error('Set TEST_DATABASE_URL to a PostgreSQL whose user may create databases.')
  const name = `people_${newId().replaceAll('-', '')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await administer(server, `create database ${name}`)
  await migrate(url.href, migrations)
  return { url: url.href, drop: () => administer(server, `drop database ${name} with (force)`) }
}

async function administer(server: string, statement: string): Promise<void> {
  const knex = knexFactory({ client: 'pg', connection: server, pool: { min: 0, max: 1 } })
  try {
    await knex.raw(statement)
  } finally {
    await knex.destroy()
  }
}
