import type { TSchema } from 'typebox'
import type { House } from '../actions/scope.ts'
import type { Member, Role } from '../model/actor.ts'
import type { Resource } from '../platform/query/index.ts'
import type { Call } from './call.ts'

export const METHODS = ['find', 'get', 'create', 'patch', 'remove'] as const
export type Method = (typeof METHODS)[number]

/** The least role that may call a method; `public`: nobody needs to be signed in. */
export type Policy = Role | 'public'

/** What a service does. Each method is a thin wrapper around an action or a reader. */
export interface Handlers {
  find?(call: Call): Promise<unknown>
  get?(id: string | number, call: Call): Promise<unknown>
  /** For a create that has to ask others, outside of any transaction, first: answers what is left to do inside one. */
  prepareCreate?(data: never, call: Call): Promise<() => Promise<unknown>>
  create?(data: never, call: Call): Promise<unknown>
  patch?(id: string | number, data: never, call: Call): Promise<unknown>
  remove?(id: string | number | null, call: Call): Promise<unknown>
}

export interface Definition {
  readonly path: string
  readonly methods: readonly Method[]
  readonly policy: { readonly read?: Policy; readonly write?: Policy } & Partial<Readonly<Record<Method, Policy>>>
  /** What can be asked for; also says what an id looks like. */
  readonly resource: Resource<Member>
  /** Closed schemas of what may be sent. */
  readonly data?: Partial<Readonly<Record<'create' | 'patch', TSchema>>>
  /** What a method answers where it is not a row, or a page of rows. */
  readonly answers?: Partial<Readonly<Record<Method, TSchema>>>
  /** Further query fields that a method reads by itself, before the resource reads the rest. */
  readonly own_query?: Partial<Readonly<Record<Method, Readonly<Record<string, TSchema>>>>>
  /** Names in the path: fields of the resource that stand in the query or the data. */
  readonly route?: readonly string[]
  /** `remove(null)` is meant, as in logging out. */
  readonly removes_null?: boolean
  readonly class: new (house: House) => Handlers
}

/**
 * Describes a service. Refuses, when the program starts, a method that nobody has decided who may call, one without
 * a query schema, and one that takes data without a closed schema: what is forgotten cannot be reached.
 * @throws TypeError
 */
export function defineService(definition: Definition): Definition {
  for (const flaw of flawsOf(definition)) throw new TypeError(`Service ${definition.path}: ${flaw}`)
  return definition
}

/** Who may call it: the method's own policy, else that of reading or writing. */
export function policyOf(definition: Definition, method: Method): Policy | undefined {
  return definition.policy[method] ?? definition.policy[isRead(method) ? 'read' : 'write']
}

export function isRead(method: Method): boolean {
  return method === 'find' || method === 'get'
}

function* flawsOf(definition: Definition): Generator<string> {
  const { methods, data, resource } = definition
  if (methods.length === 0) yield 'offers no method'
  if (!resource) yield 'has no resource, so no query can be checked'
  for (const name of definition.route ?? []) if (!resource?.fields[name]) yield `has no field ${name} for its path`
  for (const method of methods) {
    if (!METHODS.includes(method)) yield `offers ${method}, which is no method of ours`
    if (policyOf(definition, method) === undefined) yield `nobody has decided who may call ${method}`
    if (typeof definition.class.prototype[method] !== 'function') yield `${method} is offered and not written`
    if ((method === 'create' || method === 'patch') && !isClosed(data?.[method]))
      yield `${method} has no closed data schema`
  }
}

/** An object schema, or a union of such, that lets nothing through unnamed. */
function isClosed(schema: TSchema | undefined): boolean {
  if (!schema) return false
  const { additionalProperties, anyOf }: { additionalProperties?: unknown; anyOf?: TSchema[] } = schema
  if (Array.isArray(anyOf)) return anyOf.length > 0 && anyOf.every(isClosed)
  return additionalProperties === false
}
