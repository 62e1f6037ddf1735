import { prepared } from '../platform/set-wise.ts'
import { FILE_COLUMNS, type FileRow } from './file-row.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

// What another message of the conversation still shows is not only this one's.
const OF_MESSAGE = `
  with page as (
    update files f set deleted_at = $5::timestamptz, updated_at = $5::timestamptz
    where f.organization_id = $1 and f.conversation_id = $2 and f.deleted_at is null
      and (f.message_id = $3 or f.id = any($4::uuid[]))
      and not exists (
        select from messages m
        where m.organization_id = $1 and m.conversation_id = $2 and m.id <> $3 and m.deleted_at is null
          and m.media @> jsonb_build_array(jsonb_build_object('file_id', f.id))
      )
    returning *
  )
  select ${FILE_COLUMNS} from page`

/** The files of a message go with it, but for those that others show as well. Their bytes are swept later. */
export async function dropFilesOfMessage(scope: Scope, thread: Thread, message: MessageRow): Promise<void> {
  const ids = message.media.flatMap(({ file_id }) => file_id ?? [])
  if (ids.length === 0) return
  const { organization_id, conversation_id, id } = message
  const dropped = await scope.tx.query<FileRow>(
    prepared(OF_MESSAGE, [organization_id, conversation_id, id, ids, scope.now.toISOString()])
  )
  for (const row of dropped) record(scope, thread, { type: 'file.deleted', data: { id: row.id }, row })
}

/** All files of conversations go with them; whoever hears that a conversation is gone knows it of its files. */
export async function dropFilesOf(scope: Scope, threads: readonly Thread[]): Promise<void> {
  await scope.tx.query(
    prepared(
      `update files f set deleted_at = $3::timestamptz, updated_at = $3::timestamptz
       from unnest($1::bigint[], $2::bigint[]) as w(organization_id, conversation_id)
       where f.organization_id = w.organization_id and f.conversation_id = w.conversation_id and f.deleted_at is null`,
      [threads.map(({ row }) => row.organization_id), threads.map(({ row }) => row.id), scope.now.toISOString()]
    )
  )
}
