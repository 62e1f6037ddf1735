import { S3Refusal } from './s3-refusal.ts'

/** First and last byte, both included; null: the whole object. */
export type Range = { readonly from: number; readonly to: number } | null

/**
 * Reads one range of bytes; several at once are answered with the whole, as RFC 9110 allows.
 * @throws S3Refusal `InvalidRange` for one that begins behind the end
 */
export function readRange(header: string | undefined, size: number): Range {
  const [whole, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (whole === undefined || (first === '' && last === '')) return null
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < from) return null
  if (from > to) throw new S3Refusal('InvalidRange')
  return { from, to }
}
