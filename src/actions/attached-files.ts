import type { OutgoingMedia } from '../channels/channel.ts'
import { Refusal } from '../model/errors.ts'
import type { Media, MediaKind, MessageType } from '../model/message.ts'
import { UNKNOWN_TYPE } from '../platform/file-types.ts'
import { prepared } from '../platform/set-wise.ts'
import { contentUrl } from './file-row.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

interface AttachedFile {
  readonly id: string
  readonly file_name: string | null
  readonly file_type: string | null
  readonly file_size: number | null
  readonly category: MediaKind
}

/**
 * The files that a message is sent with, in the order asked for: those of its conversation, and those that belong to
 * none.
 * @throws Refusal `unknown_reference`
 */
export async function attachedFiles(scope: Scope, { row }: Thread, ids: readonly string[]): Promise<readonly Media[]> {
  return readyFiles(scope, row.id, ids)
}

/**
 * Files that belong to no conversation, in the order asked for.
 * @throws Refusal `unknown_reference`
 */
export async function freeFiles(scope: Scope, ids: readonly string[]): Promise<readonly Media[]> {
  return readyFiles(scope, null, ids)
}

async function readyFiles(
  scope: Scope,
  conversationId: number | null,
  ids: readonly string[]
): Promise<readonly Media[]> {
  if (ids.length === 0) return []
  const files = await scope.tx.query<AttachedFile>(
    prepared(
      `select id, file_name, file_type, file_size, category from files
       where organization_id = $1 and id = any($2::uuid[]) and (conversation_id = $3 or conversation_id is null)
         and state = 'ready' and deleted_at is null
       for share`,
      [scope.actor.organization_id, ids, conversationId]
    )
  )
  const byId = new Map(files.map(file => [file.id, file]))
  return ids.map(id => {
    const file = byId.get(id)
    if (!file) throw new Refusal('unknown_reference', { data: { field: 'conversation_file_id' } })
    return mediaOf(scope, file)
  })
}

function mediaOf({ house }: Scope, { id, ...about }: AttachedFile): Media {
  return { file_id: id, url: contentUrl(house, id), ...about, state: 'ready' }
}

const CATEGORY_OF: Partial<Record<MessageType, MediaKind>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'file',
  sticker: 'sticker'
}

/** The files of a message as its channel sends them: what is sent as a document is one, whatever is in it. */
export function outgoingMedia(type: MessageType, media: readonly Media[]): readonly OutgoingMedia[] {
  return media.flatMap(({ file_id, category, file_name, file_type, file_size }) => {
    if (file_id === null) return []
    return {
      file_id,
      category: CATEGORY_OF[type] ?? category,
      file_name,
      file_type: file_type ?? UNKNOWN_TYPE,
      ...(file_size !== null && { file_size })
    }
  })
}
