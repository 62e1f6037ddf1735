import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

/** An application that may hold the right to speak. */
export interface Holder {
  readonly id: string
  readonly kind: string
}

/** The application that people work in. */
export async function inboxOf({ tx, actor }: Scope): Promise<Holder> {
  const [inbox] = await tx.query<{ id: string; kind: string }>(
    prepared(`select id, kind from applications where organization_id = $1 and kind = 'inbox' and deleted_at is null`, [
      actor.organization_id
    ])
  )
  if (!inbox) throw new Error(`organization ${actor.organization_id} has no inbox application`)
  return inbox
}

/** To whom control of a thread falls back: its channel's primary application, or whoever holds it where that is gone. */
export async function primariesOf(scope: Scope, threads: readonly Thread[]): Promise<(thread: Thread) => Holder> {
  const primaries = new Map<number, Holder>()
  for (const { row } of threads) {
    if (primaries.has(row.channel_id)) continue
    const channel = await scope.house.accounts.byId(row.organization_id, row.channel_id)
    if (channel) primaries.set(row.channel_id, { id: channel.primary_application_id, kind: channel.primary_kind })
  }
  return ({ row }) => primaries.get(row.channel_id) ?? { id: row.control_application_id, kind: row.control_kind }
}
