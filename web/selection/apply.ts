import type { BulkActionDraft } from '../../src/client/drafts.ts'
import type { ConversationQuery } from '../../src/client/query.ts'
import type { BulkAction } from '../../src/client/wire.ts'
import { tell } from '../notice/notice.ts'
import { client } from '../session/client.ts'
import { attempt } from '../trouble/trouble.ts'
import { words } from '../words/english.ts'
import { clearSelection, type Selection } from './selection.ts'

/** What is done with each of them. */
export type BulkChange = Omit<BulkActionDraft, 'conversation_ids' | 'filter' | 'view_id' | 'dry_run'>

/** Changes all that are selected, says how many it were, and offers the way back. `query` is what the list asks for. */
export function apply(change: BulkChange, selected: Selection, query: ConversationQuery): void {
  const meant = selected === 'all' ? { filter: filterOf(query) } : { conversation_ids: [...selected] }
  clearSelection()
  attempt(
    client
      .service('conversations-bulk-actions')
      .create({ ...change, ...meant })
      .then(report)
  )
}

/** Which conversations, without which page of them. */
function filterOf(query: ConversationQuery): object {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !['$sort', '$limit', '$skip'].includes(name)))
}

function report({ id, status, total_count, failed_count }: BulkAction): void {
  if (status === 'running') tell({ text: words.bulk.running(total_count) })
  else {
    tell({
      text: words.bulk.done(total_count - failed_count, failed_count),
      act: { label: words.bulk.undo, run: () => undo(id) }
    })
  }
}

function undo(id: number): void {
  attempt(
    client
      .service(`conversations-bulk-actions/${id}/undo`)
      .create({})
      .then(({ total_count, failed_count }) => tell({ text: words.bulk.undone(total_count - failed_count) }))
  )
}
