import type { StockClient } from './clients.ts'

/** The smallest picture there is. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
)

/** Signs and uploads a picture for a conversation, and gives what `conversation-files` is to be told of it. */
export async function uploadPicture({ app }: StockClient, conversationId: number): Promise<object> {
  const about = { conversation_id: conversationId, file_name: 'dot.png', file_type: 'image/png', file_size: PNG.length }
  const signed = await app.service('s3-url-signing').create({ type: 'conversation-file', ...about })
  const { status } = await fetch(signed.url, { method: signed.method, headers: signed.headers, body: PNG })
  if (status !== 200) throw new Error(`The upload was answered with ${status}`)
  return { ...about, s3_key: signed.s3PathWithoutBucket, s3_path: signed.s3Path, file_category: 'image' }
}
