import { client } from '../session/client.ts'
import { categoryOf } from './file-words.ts'

/**
 * Brings a file to the store and has the server look at it; answers the file's id.
 * @throws the server's refusal, or an error where the store does not take it
 */
export async function upload(file: File, conversationId: number, organizationId: number): Promise<string> {
  const described = { file_name: file.name, file_type: file.type || 'application/octet-stream', file_size: file.size }
  const place = { conversation_id: conversationId, organization_id: organizationId }
  const signed = await client.service('s3-url-signing').create({ ...place, type: 'conversation-file', ...described })
  const answer = await fetch(signed.url, { method: signed.method, headers: signed.headers, body: file })
  if (!answer.ok) throw new Error(`The file could not be stored (${answer.status}).`)
  const kept = await client.service('conversation-files').create({
    ...place,
    ...described,
    s3_key: signed.s3PathWithoutBucket,
    s3_path: signed.s3Path,
    file_category: categoryOf(described.file_type)
  })
  return kept.id
}
