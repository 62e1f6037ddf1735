import { applyBulkChunk } from '../../src/actions/apply-bulk-chunk.ts'
import type { BulkActionRow } from '../../src/actions/bulk-action-row.ts'
import { splitChunk, takeChunk } from '../../src/actions/bulk-chunk.ts'
import type { BulkChange } from '../../src/actions/bulk-verbs.ts'
import { createBulkAction } from '../../src/actions/create-bulk-action.ts'
import { runBulkAction } from '../../src/actions/run-bulk-action.ts'
import { act } from '../../src/actions/scope.ts'
import { undoBulkAction } from '../../src/actions/undo-bulk-action.ts'
import type { Member } from '../../src/model/actor.ts'
import type { BulkActionName } from '../../src/model/bulk-action.ts'
import type { TestServer } from './server.ts'

/** What a member does to many conversations, step by step. */
export function bulkOf({ app: { house } }: TestServer, member: Member) {
  const runs = async (row: BulkActionRow): Promise<BulkActionRow> => {
    await runBulkAction(house, row, { actor: async () => member, mayGoOn: () => true })
    return row
  }
  return {
    /** Nothing is done yet. */
    begins(action: BulkActionName, change: BulkChange, ids: readonly number[]): Promise<BulkActionRow> {
      const meant = { text: 'select id from unnest($1::bigint[]) as named(id)', values: [ids] }
      return act(house, member, scope => createBulkAction(scope, member, { action, change, isNamed: true, meant }))
    },
    runs,
    undoes: async (id: number) => runs(await act(house, member, scope => undoBulkAction(scope, member, id))),
    /** Makes chunks of a tenth of the first. */
    splits: (row: BulkActionRow) => act(house, member, scope => splitChunk(scope, row, 0)),
    /** Does the next chunk alone, and says so. */
    steps: (row: BulkActionRow, meanwhile?: () => Promise<unknown>) =>
      act(house, member, async scope => {
        const chunk = await takeChunk(scope, row)
        await meanwhile?.()
        return chunk && applyBulkChunk(scope, row, chunk, true)
      }),
    /** Loses its line to the database before the next chunk is committed. */
    dies: (row: BulkActionRow) =>
      act(house, member, async scope => {
        const chunk = await takeChunk(scope, row)
        if (chunk) await applyBulkChunk(scope, row, chunk, true)
        await scope.tx.query({ text: 'select pg_terminate_backend(pg_backend_pid())' })
      })
  }
}
