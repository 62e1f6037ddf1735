import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import { accessConversation } from './access.ts'
import type { Draft } from './draft.ts'
import { mustHaveRoom } from './file-quota.ts'
import { categoryOf, insertFile } from './insert-file.ts'
import { type Kept, keepBytes } from './keep-bytes.ts'
import { forgetKey, writeDownKey } from './loose-keys.ts'
import { act, type House } from './scope.ts'

/** The ways to name the files of a message. */
export interface FileSources {
  readonly conversation_file_id?: string
  readonly files?: readonly { readonly conversation_file_id: string }[]
  /** An address of a file of ours, or of anybody's. */
  readonly media_url?: string
}

/** The longest fetch somebody waits for. */
const LIMITS = { timeoutMs: 30_000, pauseMs: 10_000, maxBytes: 100 * 1024 * 1024 }

/**
 * Makes files of ours of whatever a message names, before it is sent and outside of any transaction.
 * @throws Refusal `not_found`, `forbidden`, `media_unreachable`, `file_quota_exceeded`
 */
export async function bringFiles(
  house: House,
  member: Member,
  { conversation_file_id, files = [], media_url, ...draft }: Draft & FileSources
): Promise<Draft> {
  const ids = files.map(file => file.conversation_file_id)
  if (conversation_file_id !== undefined) ids.unshift(conversation_file_id)
  if (media_url === undefined) return { ...draft, file_ids: [...new Set(ids)] }
  const id = ownFileAt(house, media_url) ?? (await bringFrom(house, member, draft.conversation_id, media_url))
  return { ...draft, file_ids: [...new Set([...ids, id])] }
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
