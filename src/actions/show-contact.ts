import { prepared } from '../platform/set-wise.ts'
import type { ContactRow } from './contact-row.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { ContactSummary } from './rows.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

/** What conversations show of their contact. */
const SHOWN = ['first_name', 'last_name', 'email', 'phone', 'company_name', 'avatar_url'] as const

/** Locks the conversations of contacts. Before the contacts themselves, as whoever writes takes them. */
export async function lockThreadsOf(scope: Scope, contactIds: readonly number[]): Promise<Thread[]> {
  const { organization_id } = scope.actor
  const keys = await scope.tx.query<{ organization_id: number; id: number }>(
    prepared(
      `select organization_id, id from conversations
       where organization_id = $1 and contact_id = any($2::bigint[]) and deleted_at is null`,
      [organization_id, contactIds]
    )
  )
  return [...(await lockThreads(scope.tx, keys)).values()]
}

/** Each conversation says in its own log that it shows its contact differently now; not what it shows, as ever. */
export function showContact(scope: Scope, threads: readonly Thread[], contact: ContactRow): void {
  for (const thread of threads) {
    const fields = SHOWN.filter(name => thread.row.contact[name] !== contact[name])
    if (fields.length === 0) continue
    thread.row = { ...thread.row, contact: summaryOf(contact) }
    record(scope, thread, { type: 'conversation.updated', data: { contact_id: contact.id, fields } })
  }
}

/** Conversations are another contact's from now on, and each says so in its own log. */
export function giveThreads(scope: Scope, threads: readonly Thread[], contact: ContactRow): void {
  for (const thread of threads) {
    const previous_contact_id = thread.row.contact_id
    const fields = ['contact_id', ...SHOWN.filter(name => thread.row.contact[name] !== contact[name])]
    thread.row = { ...thread.row, contact: summaryOf(contact) }
    record(scope, thread, {
      type: 'conversation.updated',
      data: { contact_id: contact.id, previous_contact_id, fields },
      patch: { contact_id: contact.id }
    })
  }
}

function summaryOf(row: ContactRow): ContactSummary {
  const { id, first_name, last_name, email, phone, company_name, avatar_url } = row
  return { id, first_name, last_name, email, phone, company_name, avatar_url }
}

export function isShown(name: string): boolean {
  return SHOWN.some(shown => shown === name)
}
