import { readCredential } from '../actions/credential.ts'
import type { House } from '../actions/scope.ts'
import {
  type Application,
  type Context,
  type FeathersMethods,
  mountService,
  type ServiceParams
} from '../declarations.ts'
import { isAtLeast, type Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { maySpendKeyOn } from '../model/key-scopes.ts'
import { type Checked, compileReader, parseId, parseQuery, parseSelect, type Source } from '../platform/query/index.ts'
import { AlreadyThere } from './already-there.ts'
import type { Call } from './call.ts'
import { type Definition, type Handlers, METHODS, type Method, policyOf } from './define-service.ts'
import { onceForKey } from './idempotency.ts'
import type { Porter } from './porter.ts'

/**
 * Gives a service the hooks every service wears, in one order: who is it, too often?, may they, does the
 * organization agree, what is asked, what is sent; then the method, once per idempotency key.
 */
export function register(app: Application, house: House, porter: Porter, definition: Definition): void {
  const handlers = new definition.class(house)
  const readers = readersOf(definition)

  mountService(app, definition.path, methodsOf(definition, handlers, house), async (context, next) => {
    const method = methodOf(context.method)
    const { params } = context
    const member = await identify(porter, params, policyOf(definition, method) === 'public')
    porter.count(member, params.address ?? '')
    mustBeAllowed(definition, method, member)
    const source: Source = params.provider === 'rest' ? 'rest' : 'socket'
    const raw = takeOut(params, member)
    if (NAMES_ONE.has(method)) context.id = idOf(definition, context.id ?? null, source)
    if (readers[method]) context.data = dataOf(readers[method], definition, context, member)
    params.call = callOf(definition, method, member, params, raw, source)
    Object.assign(params, { idempotency_key: raw.idempotencyKey })
    await next()
    if (params.found) context.http = { ...context.http, status: 200 }
  })
}

/** Where nobody needs to be signed in, a credential that does not hold counts as none: one may come to renew it. */
async function identify(porter: Porter, params: ServiceParams, isPublic: boolean): Promise<Member | null> {
  const { connection } = params
  try {
    if (connection?.member) return await porter.renew(connection.member)
    if (connection) return await porter.admit(connection.address, () => connection.credential ?? null)
    return await porter.admit(params.address ?? '', () => readCredential(params.headers ?? {}))
  } catch (error) {
    if (isPublic && error instanceof Refusal && error.code === 401) return null
    throw error
  }
}

function mustBeAllowed(definition: Definition, method: Method, member: Member | null): void {
  const policy = policyOf(definition, method)
  if (policy === 'public') return
  if (!member) throw new Refusal('not_authenticated')
  if (policy === undefined || !isAtLeast(member, policy)) throw new Refusal('forbidden')
  if (!maySpendKeyOn(member, definition.path, method)) throw new Refusal('forbidden')
}

interface TakenOut {
  readonly query: Record<string, unknown>
  readonly version: number | null
  readonly idempotencyKey: string | null
}

/** What every service understands is taken out of the query before its own closed schema sees it. */
function takeOut(params: ServiceParams, member: Member | null): TakenOut {
  const { version, $idempotency_key, organization_id, ...query } = Object.assign(
    Object.create(null) as Record<string, unknown>,
    params.query
  )
  mustAgree(organization_id, member)
  // Flags of another system, which ask for what is always there.
  for (const name of Object.keys(query)) if (name.startsWith('fastJoin')) delete query[name]
  const ifMatch = header(params, 'if-match')?.replace(/^(W\/)?"?|"$/g, '')
  return {
    query,
    version: versionOf(version ?? (params.connection ? undefined : ifMatch)),
    idempotencyKey: keyOf($idempotency_key ?? (params.connection ? undefined : header(params, 'idempotency-key')))
  }
}

function mustAgree(organizationId: unknown, member: Member | null): void {
  if (organizationId === undefined || !member) return
  const { organization_id: own } = member
  if (organizationId !== own && organizationId !== String(own)) throw new Refusal('wrong_organization')
}

function versionOf(value: unknown): number | null {
  if (value === undefined) return null
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value)
  throw complaint('bad_query', 'version', 'must be a whole number')
}

function keyOf(value: unknown): string | null {
  if (value === undefined) return null
  if (typeof value === 'string' && value.length >= 1 && value.length <= 200) return value
  throw complaint('bad_query', '$idempotency_key', 'must be a text of 1 to 200 characters')
}

/** Methods of one record: an id left out is no id. */
const NAMES_ONE: ReadonlySet<Method> = new Set(['get', 'patch', 'remove'])

function idOf(definition: Definition, id: unknown, source: Source): unknown {
  if (id === null && definition.removes_null) return null
  const parsed = parseId(definition.resource, id, source)
  if (parsed === undefined) throw new Refusal('not_found')
  return parsed
}

type Reader = (value: unknown) => Checked<unknown>

function readersOf({ data }: Definition): Partial<Record<Method, Reader>> {
  return {
    ...(data?.create && { create: compileReader(data.create) }),
    ...(data?.patch && { patch: compileReader(data.patch) })
  }
}

function dataOf(read: Reader, definition: Definition, context: Context, member: Member | null): unknown {
  const { data } = context
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw complaint('bad_data', '', 'must be one object')
  }
  const sent: Record<string, unknown> = { ...data }
  if (Object.hasOwn(sent, 'organization_id') && definition.path !== 'authentication') {
    mustAgree(sent['organization_id'], member)
    delete sent['organization_id']
  }
  for (const name of definition.route ?? []) {
    const value = routeValue(definition, context.params, name)
    if (Object.hasOwn(sent, name) && sent[name] !== value) throw complaint('bad_data', name, 'is another in the path')
    sent[name] = value
  }
  const checked = read(sent)
  if (checked.kind === 'valid') return checked.value
  const [first] = checked.complaints
  throw new Refusal('bad_data', {
    ...(first && { message: `${first.path || 'The data'}: ${first.message}` }),
    complaints: checked.complaints
  })
}

function callOf(
  definition: Definition,
  method: Method,
  member: Member | null,
  params: ServiceParams,
  { query, version }: TakenOut,
  source: Source
): Call {
  const rest: Record<string, unknown> = {}
  for (const name of Object.keys(definition.own_query?.[method] ?? {})) {
    if (!Object.hasOwn(query, name)) continue
    rest[name] = query[name]
    delete query[name]
  }
  if (method === 'find') for (const name of definition.route ?? []) query[name] = routeValue(definition, params, name)
  return {
    member,
    query: method === 'find' ? parseQuery(definition.resource, query, source) : null,
    select: method === 'find' ? [] : parseSelect(definition.resource, query, source),
    rest,
    version,
    source,
    address: params.address ?? '',
    connection: params.connection ?? null,
    route: params.route ?? {}
  }
}

/** Names in a path are fields of the resource that hold ids; what cannot be one leads nowhere. */
function routeValue({ resource }: Definition, params: ServiceParams, name: string): number | string {
  const value = parseId({ ...resource, idField: name }, params.route?.[name], 'rest')
  if (value === undefined) throw new Refusal('not_found')
  return value
}

function methodsOf(definition: Definition, handlers: Handlers, house: House): FeathersMethods {
  const callIn = (params: ServiceParams): Call => {
    if (!params.call) throw new Error(`${definition.path} was called around its hooks`)
    return params.call
  }
  const all: Readonly<Record<Method, (...args: never[]) => Promise<unknown>>> = {
    find: (params: ServiceParams) => answer(handlers.find?.(callIn(params))),
    get: (id: string | number, params: ServiceParams) => answer(handlers.get?.(id, callIn(params))),
    create: async (data: never, params: ServiceParams & { idempotency_key?: string | null }) => {
      const call = callIn(params)
      const create = (await handlers.prepareCreate?.(data, call)) ?? (() => answer(handlers.create?.(data, call)))
      const made = async (): Promise<unknown> => {
        const result = await create()
        if (!(result instanceof AlreadyThere)) return result
        params.found = true
        return result.row
      }
      return onceForKey(house, definition.path, params.idempotency_key ?? null, call.member, data, made)
    },
    patch: (id: string | number, data: never, params: ServiceParams) =>
      answer(handlers.patch?.(id, data, callIn(params))),
    remove: (id: string | number | null, params: ServiceParams) => answer(handlers.remove?.(id, callIn(params)))
  }
  return Object.fromEntries(definition.methods.map(method => [method, all[method]]))
}

async function answer(result: Promise<unknown> | undefined): Promise<unknown> {
  return (await result) ?? null
}

function methodOf(name: string): Method {
  const method = METHODS.find(each => each === name)
  if (!method) throw new Refusal('method_not_allowed')
  return method
}

function header(params: ServiceParams, name: string): string | undefined {
  const value = params.headers?.[name]
  return typeof value === 'string' ? value : undefined
}

function complaint(reason: 'bad_query' | 'bad_data', path: string, message: string): Refusal {
  return new Refusal(reason, { message: `${path || 'The data'}: ${message}`, complaints: [{ path, message }] })
}
