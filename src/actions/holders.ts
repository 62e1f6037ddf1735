import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

/** An application that may hold the right to speak. */
export interface Holder {
  readonly id: string
  readonly kind: string
  /** The number by which conversations know an assistant; left out: it changes nothing in them. */
  readonly assistant_id?: number | null
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

/**
 * The application of an assistant, held against whoever deletes it.
 * @throws Refusal `unknown_reference`
 */
export async function assistantOf({ tx, actor }: Scope, id: number): Promise<Holder> {
  const [application] = await tx.query<{ id: string; kind: string }>(
    prepared(
      `select a.id, a.kind from ai_assistants s
       join applications a on a.organization_id = s.organization_id and a.id = s.application_id and a.deleted_at is null
       where s.organization_id = $1 and s.id = $2 and s.deleted_at is null for share of s`,
      [actor.organization_id, id]
    )
  )
  if (!application) throw new Refusal('unknown_reference', { data: { field: 'assigned_ai_assistant_id' } })
  return { ...application, assistant_id: id }
}

function primaryOf(channel: OpenChannel): Holder {
  const { primary_application_id, primary_kind, primary_assistant_id } = channel
  return { id: primary_application_id, kind: primary_kind, assistant_id: primary_assistant_id }
}

/** To whom control of a thread falls back: its channel's primary application, or whoever holds it where that is gone. */
export async function primariesOf(scope: Scope, threads: readonly Thread[]): Promise<(thread: Thread) => Holder> {
  const primaries = new Map<number, Holder>()
  for (const { row } of threads) {
    if (primaries.has(row.channel_id)) continue
    const channel = await scope.house.accounts.byId(row.organization_id, row.channel_id)
    if (channel) primaries.set(row.channel_id, primaryOf(channel))
  }
  return ({ row }) => primaries.get(row.channel_id) ?? { id: row.control_application_id, kind: row.control_kind }
}
