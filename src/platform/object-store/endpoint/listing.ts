import { S3Refusal } from './s3-refusal.ts'
import type { Entry, Shelf } from './shelf.ts'
import { branch, leaf, xmlPage } from './xml.ts'

const MOST_KEYS = 1_000

/** One line of a list: an object, or all objects below a common beginning. */
type Line = { readonly name: string; readonly entry: Entry | null }

/**
 * Answers ListObjectsV2. Reads every entry of the bucket: what the product lists, it asks its database for.
 * @throws S3Refusal
 */
export async function listObjects(shelf: Shelf, bucket: string, query: URLSearchParams): Promise<string> {
  if (query.get('list-type') !== '2') throw new S3Refusal('NotImplemented', 'only ListObjectsV2 is offered')
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const most = mostKeys(query.get('max-keys'))
  const token = query.get('continuation-token')
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString()
  const lines = await linesOf(shelf, { prefix, delimiter, after })
  const page = lines.slice(0, most)
  const last = page.at(-1)
  const isTruncated = lines.length > most
  const written = (text: string) => (query.get('encoding-type') === 'url' ? encodeURIComponent(text) : text)

  return xmlPage('ListBucketResult', [
    leaf('Name', bucket),
    leaf('Prefix', written(prefix)),
    ...(delimiter ? [leaf('Delimiter', written(delimiter))] : []),
    leaf('MaxKeys', most),
    leaf('KeyCount', page.length),
    leaf('IsTruncated', isTruncated),
    ...(query.has('encoding-type') ? [leaf('EncodingType', 'url')] : []),
    ...(isTruncated && last ? [leaf('NextContinuationToken', Buffer.from(last.name).toString('base64url'))] : []),
    ...page.map(line => shown(line, written))
  ])
}

async function linesOf(
  shelf: Shelf,
  { prefix, delimiter, after }: { prefix: string; delimiter: string; after: string }
): Promise<Line[]> {
  const lines = new Map<string, Line>()
  for await (const entry of shelf.entries()) {
    if (!entry.key.startsWith(prefix)) continue
    const end = delimiter ? entry.key.indexOf(delimiter, prefix.length) : -1
    const name = end < 0 ? entry.key : entry.key.slice(0, end + delimiter.length)
    if (inOrder(name, after) > 0) lines.set(name, { name, entry: end < 0 ? entry : null })
  }
  return [...lines.values()].sort((one, other) => inOrder(one.name, other.name))
}

/** The order of S3 is that of bytes in UTF-8. */
function inOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function shown({ name, entry }: Line, written: (text: string) => string): string {
  if (!entry) return branch('CommonPrefixes', [leaf('Prefix', written(name))])
  return branch('Contents', [
    leaf('Key', written(name)),
    leaf('LastModified', entry.modified_at),
    leaf('ETag', `"${entry.etag}"`),
    leaf('Size', entry.size),
    leaf('StorageClass', 'STANDARD')
  ])
}

function mostKeys(text: string | null): number {
  if (text === null) return MOST_KEYS
  if (!/^\d{1,9}$/.test(text)) throw new S3Refusal('InvalidArgument', 'max-keys must be a whole number')
  return Math.min(Number(text), MOST_KEYS)
}
