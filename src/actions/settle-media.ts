import type { Media, MediaKind } from '../model/message.ts'
import { finishJob, type Job } from '../platform/jobs.ts'
import { prepared } from '../platform/set-wise.ts'
import { contentUrl } from './file-row.ts'
import { addFile, categoryOf } from './insert-file.ts'
import type { Kept } from './keep-bytes.ts'
import type { Fetch } from './keep-media.ts'
import type { Thread } from './ledger.ts'
import { record, recordMessageChange } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

/** How the search for a customer's media ended. */
export type Finding =
  | { readonly kind: 'kept'; readonly bytes: Kept }
  | { readonly kind: 'lost'; readonly state: 'expired' | 'failed'; readonly reason: string }

/**
 * Shows a customer's media, or that they cannot be had, and takes the job away. False: the message is not there any
 * more, and nobody will ask for the bytes.
 * @throws LeaseLost when another worker has taken over; nothing is written then
 */
export async function settleMedia(scope: Scope, job: Job<Fetch>, finding: Finding): Promise<boolean> {
  const fetch = job.payload
  await finishJob(scope.tx, job)
  const key = { organization_id: fetch.organization_id, id: fetch.conversation_id }
  const thread = (await lockThreads(scope.tx, [key])).get(fetch.conversation_id)
  const message = await find(scope, fetch)
  const entry = message?.media[fetch.index]
  if (!thread || !message || !entry) return false

  const shown =
    finding.kind === 'kept' ? await ready(scope, thread, fetch, entry, finding.bytes) : lost(entry, finding.state)
  show(scope, thread, message, fetch.index, shown, finding.kind === 'lost' ? finding.reason : null)
  return true
}

function show(
  scope: Scope,
  thread: Thread,
  message: MessageRow,
  index: number,
  shown: Media,
  reason: string | null
): void {
  const { file_id, state } = shown
  recordMessageChange(
    scope,
    thread,
    message,
    { media: message.media.with(index, shown) },
    {
      type: state === 'ready' ? 'message.media-ready' : 'message.media-lost',
      data: { index, file_id, state, ...(reason !== null && { reason }) }
    }
  )
}

async function ready(scope: Scope, thread: Thread, fetch: Fetch, entry: Media, bytes: Kept): Promise<Media> {
  const { conversation_id, message_id, channel_id, reference } = fetch
  const category = shownAs(entry.category, bytes.file_type)
  const row = await addFile(
    scope,
    fetch.organization_id,
    {
      conversation_id,
      message_id,
      file_name: entry.file_name,
      category,
      source: { channel_id, provider_media_id: reference.provider_media_id }
    },
    bytes
  )
  const { id: file_id } = row
  record(scope, thread, { type: 'file.added', data: { id: file_id }, row })
  const url = contentUrl(scope.house, file_id)
  return { ...entry, file_id, url, file_type: bytes.file_type, file_size: bytes.size, category, state: 'ready' }
}

/** What its bytes are not, nobody shows it as. */
function shownAs(said: MediaKind, fileType: string): MediaKind {
  const is = categoryOf(fileType)
  return said === is || said === 'file' || (said === 'sticker' && is === 'image') ? said : 'file'
}

function lost(entry: Media, state: 'expired' | 'failed'): Media {
  return { ...entry, state }
}

async function find(scope: Scope, fetch: Fetch): Promise<MessageRow | undefined> {
  const [row] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2 and deleted_at is null', [
      fetch.organization_id,
      fetch.message_id
    ])
  )
  return row
}
