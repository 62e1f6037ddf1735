import type { Actor } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import type { Draft } from './draft.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

/** Does the actor hold the right to speak? People and keys speak as the inbox, an automation as itself. */
export function holds(actor: Actor, row: Thread['row']): boolean {
  if (actor.kind === 'automation') return row.control_application_id === actor.application_id
  return row.control_kind === 'inbox'
}

/** @throws Refusal `not_in_control`, `stale_control` */
export function mustHoldControl({ actor }: Scope, { row }: Thread, draft: Pick<Draft, 'control_epoch'>): void {
  const control = { application_id: row.control_application_id, kind: row.control_kind, epoch: row.control_epoch }
  if (!holds(actor, row)) throw new Refusal('not_in_control', { data: { control } })
  if (draft.control_epoch !== undefined && draft.control_epoch !== row.control_epoch) {
    throw new Refusal('stale_control', { data: { control } })
  }
}
