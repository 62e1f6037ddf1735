import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { CONTACT_MERGE_COLUMNS, type ContactMergeRow, lockMerge, type MovedByMerge } from './contact-merge-row.ts'
import { readContact } from './contact-row.ts'
import { holdAddresses } from './hold-addresses.ts'
import { keepOneEach } from './keep-one-live.ts'
import type { Thread } from './ledger.ts'
import { moveMessages } from './move-messages.ts'
import { recordRow } from './record.ts'
import { answerOwnContact } from './reply-address.ts'
import type { Scope } from './scope.ts'
import { giveThreads, lockThreadsOf } from './show-contact.ts'

/**
 * Takes a merge back: the merged contact is there again with its own identities, with the conversations it had, with
 * those that began from its identities since, and with whatever was merged into it.
 * @throws Refusal `forbidden`, `not_found`
 */
export async function undoMerge(scope: Scope, id: string): Promise<ContactMergeRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  const survivor = await shownAs(scope, id)
  await holdAddresses(scope, [survivor])
  await lockThreadsOf(scope, [survivor])
  const merge = await lockMerge(scope, id)
  const merged = merge.merged_contact_id
  const identityIds = await unlink(scope, merge, survivor)
  const threads = await lockThreadsOf(scope, [survivor])

  const returning = threads.filter(thread => belongs(thread, merge, identityIds))
  giveThreads(scope, returning, await readContact(scope.tx, organization_id, merged))
  await scope.ledger.write(scope.tx)
  await moveMessages(scope, threads)
  await answerOwnContact(scope, threads)
  await keepOneEach(scope, [merged, survivor], threads)

  const ended = await end(scope, id)
  recordRow(scope, organization_id, 'contact-merge.deleted', ended)
  recordRow(scope, organization_id, 'contact.updated', await readContact(scope.tx, organization_id, survivor), {
    fields: ['identities']
  })
  recordRow(scope, organization_id, 'contact.restored', await readContact(scope.tx, organization_id, merged))
  return ended
}

/** What it had comes back as it was, and what began later goes with the identity it began from. */
function belongs({ row }: Thread, merge: MovedByMerge, identityIds: readonly string[]): boolean {
  if (merge.conversation_ids.includes(row.id)) return true
  return row.created_at >= merge.created_at && identityIds.includes(row.identity_id)
}

async function shownAs({ tx, actor }: Scope, id: string): Promise<number> {
  const [row] = await tx.query<{ contact_id: number }>(
    prepared(
      `select k.merged_into_id as contact_id from contact_merges m
       join contacts k on k.organization_id = m.organization_id and k.id = m.merged_contact_id
       where m.organization_id = $1 and m.id = $2 and m.deleted_at is null`,
      [actor.organization_id, id]
    )
  )
  if (!row) throw new Refusal('not_found')
  return row.contact_id
}

// Whoever was merged into the merged one, or into one of those, and still is.
const UNLINK = `
  with recursive own (id) as (
    select $3::bigint
    union
    select m.merged_contact_id from contact_merges m join own on own.id = m.contact_id
    where m.organization_id = $1 and m.deleted_at is null
  ), shown as (
    update contacts k set merged_into_id = nullif($3, k.id), updated_at = $4, version = k.version + 1
    from own where k.organization_id = $1 and k.id = own.id and k.merged_into_id = $2
  )
  update identities i set contact_id = $3, home_contact_id = nullif(i.home_contact_id, $3)
  from own where i.organization_id = $1 and i.contact_id = $2 and i.home_contact_id = own.id
  returning i.id`

async function unlink({ tx, actor, now }: Scope, merge: MovedByMerge, survivor: number): Promise<string[]> {
  // Before the statement that looks for identities: whoever joins one to a contact holds the contact.
  await tx.query(
    prepared(
      `select id from contacts where organization_id = $1 and (id = $2 or merged_into_id = $2) order by id for update`,
      [actor.organization_id, survivor]
    )
  )
  const rows = await tx.query<{ id: string }>(
    prepared(UNLINK, [actor.organization_id, survivor, merge.merged_contact_id, now.toISOString()])
  )
  return rows.map(row => row.id)
}

async function end({ tx, actor, now }: Scope, id: string): Promise<ContactMergeRow> {
  const [row] = await tx.query<ContactMergeRow>(
    prepared(
      `update contact_merges set deleted_at = $3, updated_at = $3 where organization_id = $1 and id = $2
       returning ${CONTACT_MERGE_COLUMNS}`,
      [actor.organization_id, id, now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')
  return row
}
