import { present } from '../channels/reading.ts'
import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import { accessConversation } from './access.ts'
import { type BroughtUpload, bringUpload, type UploadSource } from './bring-upload.ts'
import type { Examined } from './confirm-file.ts'
import type { Draft } from './draft.ts'
import { mustHaveRoom } from './file-quota.ts'
import { categoryOf, insertFile } from './insert-file.ts'
import { type Kept, keepBytes } from './keep-bytes.ts'
import { forgetKey, writeDownKey } from './loose-keys.ts'
import { act, type House } from './scope.ts'

/** The ways to name the files of a message. */
export interface FileSources extends UploadSource {
  readonly conversation_file_id?: string
  readonly files?: readonly { readonly conversation_file_id: string }[]
  /** An address of a file of ours, or of anybody's; or the key or path of an upload. */
  readonly media_url?: string
}

/** A draft whose files are here, but for uploads that become files together with it. */
export interface Brought {
  readonly draft: Draft
  readonly uploads: readonly Examined[]
}

/** The longest fetch somebody waits for. */
const LIMITS = { timeoutMs: 30_000, pauseMs: 10_000, maxBytes: 100 * 1024 * 1024 }

/**
 * Brings whatever a message names, before it is sent and outside of any transaction: its own files first, then its
 * upload, then what an address leads to.
 * @throws Refusal `not_found`, `forbidden`, `media_unreachable`, `file_quota_exceeded`, `unknown_upload`,
 * `file_missing`, `file_mismatch`
 */
export async function bringFiles(
  house: House,
  member: Member,
  { conversation_file_id, files = [], media_url, s3_key, s3_path, file_name, file_type, file_size, ...draft }: Sources
): Promise<Brought> {
  const named = conversation_file_id === undefined ? [] : [conversation_file_id]
  const upload = await bringUpload(
    house,
    member,
    draft.conversation_id,
    present({ s3_key, s3_path, file_name, file_type, file_size })
  )
  const linked = media_url === undefined ? null : await bringLinked(house, member, draft.conversation_id, media_url)
  const brought = [upload, linked].filter(each => each !== null)
  const ids = [...named, ...files.map(file => file.conversation_file_id), ...brought.map(each => each.file_id)]
  return {
    draft: { ...draft, file_ids: [...new Set(ids)] },
    uploads: brought.flatMap(({ examined }) => examined ?? [])
  }
}

type Sources = Draft & FileSources

async function bringLinked(
  house: House,
  member: Member,
  conversationId: number,
  url: string
): Promise<BroughtUpload | null> {
  if (url.startsWith('s3://')) return bringUpload(house, member, conversationId, { s3_path: url })
  if (!/^https?:/.test(url)) return bringUpload(house, member, conversationId, { s3_key: url })
  const file_id = ownFileAt(house, url) ?? (await bringFrom(house, member, conversationId, url))
  return { file_id, examined: null }
}

/** The id of a file of ours in its address. */
function ownFileAt({ publicUrl }: House, url: string): string | undefined {
  const [, id] = /^\/conversation-files\/([0-9a-f-]{36})\/content$/i.exec(url.slice(publicUrl.length)) ?? []
  return url.startsWith(publicUrl) ? id : undefined
}

/** Whoever may not speak here has nothing fetched. */
async function bringFrom(house: House, member: Member, conversationId: number, url: string): Promise<string> {
  const key = `${member.organization_id}/linked/${newId()}`
  await act(house, member, async scope => {
    await accessConversation(scope, conversationId, 'reply')
    await writeDownKey(scope, key)
  })
  const bytes = await fetchFrom(house, key, url)
  const file = {
    conversation_id: conversationId,
    message_id: null,
    file_name: nameIn(url),
    category: categoryOf(bytes.file_type),
    source: { media_url: url }
  }
  return act(house, member, async scope => {
    await mustHaveRoom(scope, bytes.size)
    await forgetKey(scope, key)
    return insertFile(scope, member.organization_id, file, bytes)
  })
}

/** One refusal for whatever goes wrong: nobody learns from it what lies behind an address. */
async function fetchFrom(house: House, key: string, url: string): Promise<Kept> {
  const { body, headers } = await house.web.download({ method: 'GET', url }, LIMITS)
  if (!body) throw unreachable()
  try {
    return await keepBytes(house, key, body, headers['content-type'] ?? null)
  } catch (error) {
    house.log.info({ err: error }, 'a linked file did not come')
    throw unreachable()
  }
}

function unreachable(): Refusal {
  return new Refusal('media_unreachable', { data: { field: 'media_url' } })
}

const LONGEST_NAME = 240
const TREACHEROUS = /[/\\\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** The last piece of an address, as a name. */
function nameIn(url: string): string | null {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  return decoded(last).replace(TREACHEROUS, '_').slice(-LONGEST_NAME) || null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
