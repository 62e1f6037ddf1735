/** Runs one SELECT as the user of the connection string, and answers its rows. */
export type CheckQuery = (text: string) => Promise<readonly Record<string, unknown>[]>

export interface DatabaseVerdict {
  /** What keeps the server from working with this database; one sentence each that says what to do. */
  readonly wrong: readonly string[]
  /** What it works with, at a risk; one sentence each. */
  readonly doubtful: readonly string[]
}

const LEAST_VERSION = 150_000
const LEAST_CONNECTIONS = 20
// All four are trusted: who may create in the database may create them.
const EXTENSIONS = ['pg_trgm', 'unaccent', 'citext', 'btree_gin']
const PROMISES = ['fsync', 'full_page_writes', 'synchronous_commit']

/**
 * Names what is wrong with a database that is not ours: its version, letters, extensions, promises, and our rights.
 * `role` is the one the server works as; a missing one will be made, so it is asked whether that may be done.
 */
export async function checkDatabase(query: CheckQuery, role: string): Promise<DatabaseVerdict> {
  const [facts = {}] = await query(factsAbout(role))
  if (Number(facts['version']) < LEAST_VERSION) {
    const seen = String(facts['version_text'])
    return { wrong: [`The database is PostgreSQL ${seen}: move it to PostgreSQL 15 or newer.`], doubtful: [] }
  }
  const [trigrams] = facts['has_trigrams'] === true ? await query(TRIGRAMS) : []
  return {
    wrong: [...letters(facts, trigrams), ...extensions(facts), ...rights(facts, role)],
    doubtful: [...promises(facts), ...powers(facts, role), ...connections(facts)]
  }
}

const quoted = (list: readonly string[]): string => list.map(name => `'${name.replaceAll("'", "''")}'`).join(', ')

const factsAbout = (role: string): string => `
select current_setting('server_version_num')::int as version, current_setting('server_version') as version_text,
  current_database() as database, current_user as user, pg_encoding_to_char(encoding) as encoding, datctype as ctype,
  (select array_agg(name::text) from pg_available_extensions where name in (${quoted(EXTENSIONS)})) as available,
  (select json_object_agg(name, setting) from pg_settings where name in (${quoted(PROMISES)})) as promises,
  current_setting('max_connections')::int as max_connections,
  exists (select from pg_extension where extname = 'pg_trgm') as has_trigrams,
  pg_is_in_recovery() as is_standby,
  has_database_privilege(datname, 'create') and has_schema_privilege('public', 'create') as may_create,
  (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_make_roles,
  role.oid is not null as has_role, role.rolsuper as is_superuser, role.rolbypassrls as bypasses_rls,
  role.oid is not null and pg_has_role(current_user, role.oid, 'member') as may_take_role
from pg_database left join pg_roles as role on role.rolname = ${quoted([role])}
where datname = current_database()`

const TRIGRAMS = `select cardinality(show_trgm('Привет')) as cyrillic`

type Facts = Record<string, unknown>

function letters(facts: Facts, trigrams: Facts | undefined): string[] {
  const database = String(facts['database'])
  const anew = 'make it anew with encoding UTF8 and LC_CTYPE C.UTF-8 (template template0)'
  if (facts['encoding'] !== 'UTF8') {
    return [`The encoding of the database ${database} is ${String(facts['encoding'])}: ${anew}.`]
  }
  // Before the extension is there, the locale tells: C and POSIX know no letter outside ASCII.
  const blind = trigrams ? Number(trigrams['cyrillic']) === 0 : /^(C|POSIX)$/.test(String(facts['ctype']))
  return blind
    ? [
        `LC_CTYPE of the database ${database} is ${String(facts['ctype'])}, which finds no letters outside ASCII: ${anew}.`
      ]
    : []
}

function extensions(facts: Facts): string[] {
  const available = Array.isArray(facts['available']) ? facts['available'] : []
  const missing = EXTENSIONS.filter(name => !available.includes(name))
  if (missing.length === 0) return []
  return [`The database server lacks ${missing.join(', ')}: install its contrib package (postgresql-contrib).`]
}

function promises(facts: Facts): string[] {
  const settings = Object.entries(facts['promises'] ?? {})
  return settings
    .filter(([, setting]) => setting === 'off')
    .map(([name]) => `${name} is off in the database: what was acknowledged can be lost in a crash until it is on.`)
}

function rights(facts: Facts, role: string): string[] {
  const user = String(facts['user'])
  const database = String(facts['database'])
  if (facts['is_standby'] === true) return [`The database ${database} is a read-only standby: name its primary.`]
  const found: string[] = []
  if (facts['may_create'] !== true) {
    found.push(`${user} may not create tables and extensions in ${database}: make ${user} the owner of the database.`)
  }
  if (facts['has_role'] !== true && facts['may_make_roles'] !== true) {
    found.push(
      `${user} may not make the role ${role}: let an administrator run CREATE ROLE ${role}; GRANT ${role} TO ${user}.`
    )
  }
  if (facts['has_role'] === true && facts['may_take_role'] !== true) {
    found.push(`${user} may not work as ${role}: let an administrator run GRANT ${role} TO ${user}.`)
  }
  return found
}

function powers(facts: Facts, role: string): string[] {
  const held = [facts['is_superuser'] === true && 'a superuser', facts['bypasses_rls'] === true && 'above row security']
  const words = held.filter(Boolean).join(' and ')
  return words ? [`The role ${role} is ${words}: run ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS.`] : []
}

function connections(facts: Facts): string[] {
  const limit = Number(facts['max_connections'])
  if (limit >= LEAST_CONNECTIONS) return []
  return [`max_connections of the database is ${limit}: raise it to ${LEAST_CONNECTIONS} or more.`]
}
