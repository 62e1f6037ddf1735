import { prepared } from '../platform/set-wise.ts'
import type { ContactRow } from './contact-row.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { ContactSummary } from './rows.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

/** What conversations show of their contact. */
const SHOWN = ['first_name', 'last_name', 'email', 'phone', 'company_name', 'avatar_url'] as const

/** Locks the conversations of a contact. Before the contact itself, as whoever writes takes them. */
export async function lockThreadsOf(scope: Scope, contactId: number): Promise<Thread[]> {
  const { organization_id } = scope.actor
  const keys = await scope.tx.query<{ organization_id: number; id: number }>(
    prepared(
      'select organization_id, id from conversations where organization_id = $1 and contact_id = $2 and deleted_at is null',
      [organization_id, contactId]
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

function summaryOf(row: ContactRow): ContactSummary {
  const { id, first_name, last_name, email, phone, company_name, avatar_url } = row
  return { id, first_name, last_name, email, phone, company_name, avatar_url }
}

export function isShown(name: string): boolean {
  return SHOWN.some(shown => shown === name)
}
