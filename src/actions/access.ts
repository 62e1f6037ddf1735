import type { Knex } from 'knex'
import { type Actor, isAtLeast, isMember, seesEverything } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { maySee } from '../model/policy.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

/** What one means to do with a conversation. */
export type Intent = 'change' | 'reply' | 'remove'

/**
 * The only way to lay hands on a conversation: locked, of the actor's organization, seen by the actor.
 * @throws Refusal `not_found` for what the actor may not see, `forbidden` for what the role may not do.
 */
export async function accessConversation(scope: Scope, id: number, intent: Intent): Promise<Thread> {
  const [thread] = await accessConversations(scope, [id])
  if (!thread) throw new Refusal('not_found')
  if (intent === 'remove') mustBeAtLeast(scope.actor, 'admin')
  return thread
}

/** The same for many: those that are there and that the actor sees, in the order of their ids. */
export async function accessConversations(scope: Scope, ids: readonly number[]): Promise<Thread[]> {
  const { tx, actor } = scope
  const { organization_id } = actor
  const threads = await lockThreads(
    tx,
    ids.map(id => ({ organization_id, id }))
  )
  return [...threads.values()].filter(({ row }) => maySee(actor, row))
}

/** `maySee` in SQL: narrows a query over `conversations` to the rows the actor sees. */
export function visibleConversations(actor: Actor, builder: Knex.QueryBuilder, table = 'conversations'): void {
  builder.where(`${table}.organization_id`, actor.organization_id)
  if (!isMember(actor) || seesEverything(actor)) return
  const { user_id, team_ids, agent_visibility } = actor
  builder.where(own => {
    own.where(`${table}.assigned_user_id`, user_id)
    if (agent_visibility === 'assigned') return
    own.orWhereRaw(`${table}.assigned_team_id = any(?)`, [[...team_ids]])
    own.orWhere(free => free.whereNull(`${table}.assigned_user_id`).whereNull(`${table}.assigned_team_id`))
  })
}

/** @throws Refusal `forbidden` */
export function mustBeAtLeast(actor: Actor, role: 'owner' | 'admin' | 'agent'): void {
  if (!isAtLeast(actor, role)) throw new Refusal('forbidden')
}
