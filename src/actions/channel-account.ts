import type { TSchema } from 'typebox'
import type { Account, Channel } from '../channels/channel.ts'
import { Refusal } from '../model/errors.ts'
import type { Pace } from '../platform/gates.ts'
import { type Checked, compileReader } from '../platform/query/index.ts'

type Given = Readonly<Record<string, unknown>>
type Credentials = Readonly<Record<string, string>>

/** Puts what is given over what is there; null takes a field away. */
export function merged(there: Given, given: Given): Given {
  return Object.fromEntries(Object.entries({ ...there, ...given }).filter(([, value]) => value !== null))
}

/** @throws Refusal `bad_data` that names what the channel does not know, or lacks */
export function readCredentials(channel: Channel, given: Given): Credentials {
  const fields = read('credentials', channel.credentials, given)
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  )
}

/**
 * Completes settings with the channel's defaults.
 * @throws Refusal `bad_data` that names what the channel does not know
 */
export function readSettings(channel: Channel, given: Given): Given {
  return { ...defaultsOf(channel.settings), ...read('settings', channel.settings, given) }
}

/**
 * The public address of an account: told by its credentials where the channel can tell, else by whoever connects it.
 * @throws Refusal `bad_data`
 */
export function endpointOf(channel: Channel, account: Omit<Account, 'channel_id'>, asked: string | undefined): string {
  const endpoint = channel.endpointOf({ ...account, channel_id: 0 })
  if (endpoint === '') throw complaint('endpoint', 'is required')
  if (asked !== undefined && asked !== endpoint) throw complaint('endpoint', 'differs from what the credentials say')
  return endpoint
}

/** How fast an account may speak: as its settings say, else as its channel does. */
export function paceOf({ capabilities }: Channel, settings: Given): Pace {
  const { rate_per_second, pair_rate } = capabilities
  const own = settings['rate_per_second']
  return {
    per_second: typeof own === 'number' ? own : rate_per_second,
    pair: settings['pair_rate'] === false ? null : pair_rate
  }
}

type Reader = (value: unknown) => Checked<unknown>
const readers = new WeakMap<TSchema, Reader>()

function readerOf(schema: TSchema): Reader {
  const known = readers.get(schema)
  if (known) return known
  const reader: Reader = compileReader(schema)
  readers.set(schema, reader)
  return reader
}

function read(what: 'credentials' | 'settings', schema: TSchema, given: Given): Given {
  const checked = readerOf(schema)(given)
  if (checked.kind === 'valid') return { ...given }
  const complaints = checked.complaints.map(({ path, message }) => ({ path: path ? `${what}.${path}` : what, message }))
  const [first] = complaints
  throw new Refusal('bad_data', { ...(first && { message: `${first.path}: ${first.message}` }), complaints })
}

function defaultsOf(schema: TSchema): Given {
  const { properties = {} }: { properties?: Readonly<Record<string, { default?: unknown }>> } = schema
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]]))
  )
}

function complaint(path: string, message: string): Refusal {
  return new Refusal('bad_data', { message: `${path}: ${message}`, complaints: [{ path, message }] })
}
