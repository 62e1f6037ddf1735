import { stampOf } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { CONTACT_MERGE_COLUMNS, type ContactMergeRow } from './contact-merge-row.ts'
import { readContact } from './contact-row.ts'
import { holdAddresses } from './hold-addresses.ts'
import { keepOneLive } from './keep-one-live.ts'
import type { Thread } from './ledger.ts'
import { moveMessages } from './move-messages.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { giveThreads, lockThreadsOf } from './show-contact.ts'
import { survivorOf } from './survivor.ts'

export interface MergeDraft {
  /** Whom both are shown as. */
  readonly contact_id: number
  readonly merged_contact_id: number
}

/**
 * Shows one contact as another: its identities and conversations are the other's from now on, each with its own log and
 * its own address. `undoMerge` takes it back. Whoever was merged before stands for whom it is shown as.
 * @throws Refusal `forbidden`, `unknown_reference`, `already_merged`, `same_contact`
 */
export async function mergeContacts(scope: Scope, draft: MergeDraft): Promise<ContactMergeRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  const survivor = await survivorOf(scope.tx, organization_id, draft.contact_id)
  if (survivor === null) throw unknownContact('contact_id')
  const merged = draft.merged_contact_id
  if (survivor === merged) throw new Refusal('same_contact', { data: { contact_id: survivor } })
  const threads = await holdBoth(scope, survivor, merged)
  const moving = threads.filter(({ row }) => row.contact_id === merged)

  const merge = await link(scope, survivor, merged, moving)
  const contact = await readContact(scope.tx, organization_id, survivor)
  giveThreads(scope, moving, contact)
  await moveMessages(scope, threads)
  await keepOneLive(scope, survivor, threads)

  recordRow(scope, organization_id, 'contact-merge.created', merge)
  recordRow(scope, organization_id, 'contact.merged', await readContact(scope.tx, organization_id, merged), {
    contact_id: survivor
  })
  recordRow(scope, organization_id, 'contact.updated', contact, { fields: ['identities'] })
  return merge
}

/** Locks both with their conversations: addresses, conversations, contacts, in the order in which everybody takes them. */
async function holdBoth(scope: Scope, survivor: number, merged: number): Promise<Thread[]> {
  const both = [survivor, merged]
  await holdAddresses(scope, both)
  await lockThreadsOf(scope, both)
  const locked = await scope.tx.query<{ id: number; merged_into_id: number | null }>(
    prepared(
      `select id, merged_into_id from contacts
       where organization_id = $1 and id = any($2::bigint[]) and deleted_at is null order by id for update`,
      [scope.actor.organization_id, both]
    )
  )
  for (const [name, id] of [
    ['merged_contact_id', merged],
    ['contact_id', survivor]
  ] as const) {
    const contact = locked.find(each => each.id === id)
    if (!contact) throw unknownContact(name)
    if (contact.merged_into_id !== null)
      throw new Refusal('already_merged', { data: { field: name, contact_id: contact.merged_into_id } })
  }
  // Somebody may have begun one until the contacts were locked.
  return lockThreadsOf(scope, both)
}

// What was merged into one of them before is shown as the survivor too.
const LINK = `
  with moved as (
    update identities set home_contact_id = coalesce(home_contact_id, contact_id), contact_id = $3
    where organization_id = $1 and contact_id = $4
  ), shown as (
    update contacts set merged_into_id = $3, updated_at = $5, version = version + 1
    where organization_id = $1 and (id = $4 or merged_into_id = $4)
  )
  insert into contact_merges (organization_id, id, contact_id, merged_contact_id, conversation_ids, created_by,
    created_at, updated_at)
  values ($1, $2, $3, $4, $6, $7, $5, $5)
  returning ${CONTACT_MERGE_COLUMNS}`

async function link(
  { tx, actor, now }: Scope,
  survivor: number,
  merged: number,
  moving: readonly Thread[]
): Promise<ContactMergeRow> {
  const [row] = await tx.query<ContactMergeRow>(
    prepared(LINK, [
      actor.organization_id,
      newId(),
      survivor,
      merged,
      now.toISOString(),
      moving.map(thread => thread.row.id),
      JSON.stringify(stampOf(actor))
    ])
  )
  if (!row) throw new Error('an insert returned no merge')
  return row
}

function unknownContact(path: string): Refusal {
  return new Refusal('unknown_reference', { complaints: [{ path, message: 'is no contact' }] })
}
