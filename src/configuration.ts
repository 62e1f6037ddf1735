import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { resolve } from 'node:path'

/** The role of the database that the product works as; it owns nothing. */
export const RUNTIME_ROLE = 'parley_runtime'

/** Every setting, validated. Made by `readConfiguration`; nobody else reads the environment. */
export interface Configuration {
  port: number
  host: string
  publicUrl: string
  dataDir: string
  databaseUrl: string | null
  databasePool: number
  s3: S3Configuration | null
  fileQuotaMb: number
  redisUrl: string | null
  roles: readonly Role[]
  adminEmail: string
  adminPassword: string | null
  demo: boolean
  /** 32 bytes. null: made once and kept in the data directory. */
  encryptionKey: Buffer | null
  signup: boolean
  egressAllow: readonly string[]
  trustedProxies: readonly string[]
  corsOrigins: readonly string[]
  logLevel: LogLevel
  ratePerMinute: number
}

export interface S3Configuration {
  endpoint: string | null
  publicEndpoint: string | null
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  forcePathStyle: boolean
}

const ROLES = ['api', 'worker'] as const
export type Role = (typeof ROLES)[number]

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A setting is wrong. The message is one sentence that says what to set. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

export interface Setting {
  readonly name: string
  /** As shown in the documentation. */
  readonly default: string
  readonly sentence: string
}

/** The documented list of settings, in the order of the documentation. */
export const SETTINGS = [
  { name: 'PORT', default: '3030', sentence: 'Port of the one HTTP server; 0 takes a free one.' },
  { name: 'HOST', default: '127.0.0.1', sentence: 'Address to listen on; 0.0.0.0 for all.' },
  {
    name: 'PUBLIC_URL',
    default: 'http://{HOST}:{PORT}',
    sentence: 'Address under which customers, providers and browsers reach this server.'
  },
  { name: 'DATA_DIR', default: './data', sentence: 'Where the embedded database, files and first credentials live.' },
  {
    name: 'DATABASE_URL',
    default: '(embedded PostgreSQL)',
    sentence: 'A PostgreSQL of 15 or newer; its user must own the database. Absent: an embedded one is started.'
  },
  { name: 'DATABASE_POOL', default: '10', sentence: 'Most database connections of one process, 2 to 200.' },
  {
    name: 'S3_ENDPOINT',
    default: '(embedded store)',
    sentence: 'An S3-compatible endpoint; needs S3_BUCKET and AWS keys.'
  },
  { name: 'S3_BUCKET', default: '(none)', sentence: 'Bucket for files.' },
  { name: 'S3_REGION', default: 'us-east-1', sentence: 'Region of the bucket.' },
  { name: 'AWS_ACCESS_KEY_ID', default: '(none)', sentence: 'Access key of the store.' },
  { name: 'AWS_SECRET_ACCESS_KEY', default: '(none)', sentence: 'Secret of the access key.' },
  {
    name: 'S3_PUBLIC_ENDPOINT',
    default: '(S3_ENDPOINT)',
    sentence: 'Endpoint as browsers reach it; it is part of signed links.'
  },
  { name: 'S3_FORCE_PATH_STYLE', default: 'false', sentence: 'true for stores without a host name per bucket.' },
  { name: 'FILE_QUOTA_MB', default: '10240', sentence: 'Most megabytes of files that one organization may keep.' },
  { name: 'REDIS_URL', default: '(none)', sentence: 'Redis that wakes many nodes; without it PostgreSQL does.' },
  { name: 'ROLES', default: 'api,worker', sentence: 'What this process does: api, worker or both.' },
  {
    name: 'ADMIN_EMAIL',
    default: 'admin@parley.localhost',
    sentence: 'E-mail of the first owner, on an empty database.'
  },
  { name: 'ADMIN_PASSWORD', default: '(random)', sentence: 'Password of the first owner, 8 to 256 characters.' },
  { name: 'DEMO', default: 'true', sentence: 'false leaves out the demo data on the first start.' },
  {
    name: 'ENCRYPTION_KEY',
    default: '(made once, kept in DATA_DIR)',
    sentence: '32 bytes in base64 or hex that seal provider credentials and sign tokens; the same on every node.'
  },
  { name: 'SIGNUP', default: 'false', sentence: 'true lets any signed-in user found a further organization.' },
  {
    name: 'EGRESS_ALLOW',
    default: '(none)',
    sentence: 'Private networks (CIDR, comma-separated) outgoing requests may reach.'
  },
  {
    name: 'TRUSTED_PROXIES',
    default: '(none)',
    sentence: 'Proxies (CIDR, comma-separated) whose X-Forwarded-For is believed.'
  },
  {
    name: 'CORS_ORIGINS',
    default: '(PUBLIC_URL)',
    sentence: 'Further browser origins that may call the API, comma-separated.'
  },
  { name: 'LOG_LEVEL', default: 'info', sentence: 'fatal, error, warn, info, debug, trace or silent.' },
  {
    name: 'RATE_PER_MINUTE',
    default: '1000',
    sentence: 'Requests per sliding minute: per organization for keys, per person for people.'
  }
] as const satisfies readonly Setting[]

type SettingName = (typeof SETTINGS)[number]['name']
type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks every setting at once.
 * @throws ConfigurationError with one sentence that names the setting and what to set.
 */
export function readConfiguration(environment: Environment): Configuration {
  const text = (name: SettingName): string | null => environment[name]?.trim() || null
  const port = integer('PORT', text('PORT') ?? '3030', 0, 65_535)
  const host = text('HOST') ?? '127.0.0.1'

  return {
    port,
    host,
    publicUrl: origin('PUBLIC_URL', text('PUBLIC_URL')) ?? `http://${reachable(host)}:${port}`,
    dataDir: resolve(text('DATA_DIR') ?? './data'),
    databaseUrl: databaseUrl(text('DATABASE_URL')),
    databasePool: integer('DATABASE_POOL', text('DATABASE_POOL') ?? '10', 2, 200),
    s3: s3(text),
    fileQuotaMb: integer('FILE_QUOTA_MB', text('FILE_QUOTA_MB') ?? '10240', 1, 1_000_000_000),
    redisUrl: url('REDIS_URL', text('REDIS_URL'), ['redis:', 'rediss:']),
    roles: roles(text('ROLES') ?? 'api,worker'),
    adminEmail: email(text('ADMIN_EMAIL') ?? 'admin@parley.localhost'),
    adminPassword: password(text('ADMIN_PASSWORD')),
    demo: flag('DEMO', text('DEMO'), true),
    encryptionKey: encryptionKey(text('ENCRYPTION_KEY')),
    signup: flag('SIGNUP', text('SIGNUP'), false),
    egressAllow: networks('EGRESS_ALLOW', text('EGRESS_ALLOW')),
    trustedProxies: networks('TRUSTED_PROXIES', text('TRUSTED_PROXIES')),
    corsOrigins: list(text('CORS_ORIGINS')).map(each => origin('CORS_ORIGINS', each) ?? each),
    logLevel: oneOf('LOG_LEVEL', text('LOG_LEVEL') ?? 'info', LOG_LEVELS),
    ratePerMinute: integer('RATE_PER_MINUTE', text('RATE_PER_MINUTE') ?? '1000', 1, 10_000_000)
  }
}

function integer(name: SettingName, value: string, least: number, most: number): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new ConfigurationError(`${name} is "${value}"; set it to a whole number from ${least} to ${most}.`)
  }
  return number
}

function flag(name: SettingName, value: string | null, otherwise: boolean): boolean {
  if (value === null) return otherwise
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  throw new ConfigurationError(`${name} is "${value}"; set it to true or false.`)
}

function oneOf<Value extends string>(name: SettingName, value: string, allowed: readonly Value[]): Value {
  const found = allowed.find(each => each === value)
  if (!found) throw new ConfigurationError(`${name} is "${value}"; set it to one of ${allowed.join(', ')}.`)
  return found
}

function list(value: string | null): string[] {
  return (value ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(Boolean)
}

function roles(value: string): Role[] {
  const chosen = list(value).map(each => oneOf('ROLES', each, ROLES))
  if (chosen.length === 0) throw new ConfigurationError('ROLES is empty; set it to api, worker or api,worker.')
  return [...new Set(chosen)]
}

function url(name: SettingName, value: string | null, protocols: readonly string[]): string | null {
  if (value === null) return null
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new ConfigurationError(`${name} is no address; set it to one that begins with ${protocols.join('// or ')}//.`)
  }
  return value
}

function origin(name: SettingName, value: string | null): string | null {
  return url(name, value, ['http:', 'https:'])?.replace(/\/+$/, '') ?? null
}

function databaseUrl(value: string | null): string | null {
  return url('DATABASE_URL', value, ['postgres:', 'postgresql:'])
}

function networks(name: SettingName, value: string | null): string[] {
  return list(value).map(each => {
    const [address = '', bits = ''] = each.split('/')
    const version = isIP(address)
    const most = version === 6 ? 128 : 32
    if (version === 0 || address.includes('%') || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
      throw new ConfigurationError(`${name} has "${each}"; write networks as CIDR, for example 10.0.0.0/8.`)
    }
    return each
  })
}

function email(value: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(value))
    throw new ConfigurationError(`ADMIN_EMAIL is "${value}"; set it to an e-mail address.`)
  return value.toLowerCase()
}

function password(value: string | null): string | null {
  if (value !== null && (value.length < 8 || value.length > 256)) {
    throw new ConfigurationError('ADMIN_PASSWORD has the wrong length; set it to 8 to 256 characters.')
  }
  return value
}

function encryptionKey(value: string | null): Buffer | null {
  if (value === null) return null
  const key = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64')
  if (key.length !== 32) {
    throw new ConfigurationError('ENCRYPTION_KEY is not 32 bytes; set it to the output of: openssl rand -base64 32.')
  }
  return key
}

function s3(text: (name: SettingName) => string | null): S3Configuration | null {
  const bucket = text('S3_BUCKET')
  const endpoint = origin('S3_ENDPOINT', text('S3_ENDPOINT'))
  if (!bucket && !endpoint) return null
  const accessKeyId = text('AWS_ACCESS_KEY_ID')
  const secretAccessKey = text('AWS_SECRET_ACCESS_KEY')
  if (!bucket || !accessKeyId || !secretAccessKey) {
    throw new ConfigurationError(
      'An external store needs all of S3_BUCKET, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; set the missing ones.'
    )
  }
  return {
    endpoint,
    publicEndpoint: origin('S3_PUBLIC_ENDPOINT', text('S3_PUBLIC_ENDPOINT')) ?? endpoint,
    bucket,
    region: text('S3_REGION') ?? 'us-east-1',
    accessKeyId,
    secretAccessKey,
    forcePathStyle: flag('S3_FORCE_PATH_STYLE', text('S3_FORCE_PATH_STYLE'), false)
  }
}

/** A wildcard address is no place to send a browser to. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return hostname()
  return host.includes(':') ? `[${host}]` : host === '127.0.0.1' ? 'localhost' : host
}
