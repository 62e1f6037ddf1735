import type { Connection } from '../declarations.ts'
import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import type { FindQuery } from '../platform/query/index.ts'

/** One call of one method, after every check that all services share. */
export interface Call {
  /** null only where the policy is `public`. */
  readonly member: Member | null
  /** Of find: what was asked. */
  readonly query: FindQuery | null
  /** Of the other methods: the fields to answer with. */
  readonly select: readonly string[]
  /** What is left of the query where a service reads its own. */
  readonly rest: Readonly<Record<string, unknown>>
  readonly version: number | null
  readonly source: 'rest' | 'socket'
  readonly address: string
  readonly connection: Connection | null
  readonly route: Readonly<Record<string, string>>
}

/** Whoever calls. @throws Refusal `not_authenticated` */
export function memberOf(call: Call): Member {
  if (!call.member) throw new Refusal('not_authenticated')
  return call.member
}
