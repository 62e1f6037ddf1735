import busboy from 'busboy'
import type { Attachments } from './attachments.ts'
import { type Exchange, reply, replyError } from './exchange.ts'

const MB = 1024 * 1024

// Types and sizes: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const LIMITS: readonly (readonly [number, readonly string[]])[] = [
  [5 * MB, ['image/jpeg', 'image/png']],
  [16 * MB, ['video/mp4', 'video/3gpp', 'audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg']],
  [500 * 1024, ['image/webp']],
  [
    100 * MB,
    [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation'
    ]
  ]
]

interface Form {
  readonly fields: ReadonlyMap<string, string>
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Buffer }[]
}

/** `POST /{phone_number_id}/media`. */
export async function takeUpload(attachments: Attachments, exchange: Exchange): Promise<void> {
  const form = await readForm(exchange).catch(() => undefined)
  const problem = form ? problemOf(form) : 'The body is no form.'
  const file = form?.files[0]
  if (problem || !file) return replyError(exchange, 400, { code: 100, details: problem ?? '' })
  reply(exchange, 200, { id: attachments.keep(file.bytes, file.type).id })
}

function problemOf({ fields, files }: Form): string | undefined {
  const [file, another] = files
  if (fields.get('messaging_product') !== 'whatsapp') return '(#100) The parameter messaging_product is required.'
  if (!file || another || file.name !== 'file') return '(#100) The parameter file is required.'
  const type = fields.get('type') ?? file.type
  if (type !== file.type) return 'Param file must be of the type that is named.'
  const limit = LIMITS.find(([, types]) => types.includes(type))?.[0]
  if (limit === undefined) return `Param file must be a file with one of the following types; received ${type}.`
  return file.bytes.length > limit || file.bytes.length === 0 ? 'Param file has the wrong size.' : undefined
}

function readForm({ request, raw }: Exchange): Promise<Form> {
  const fields = new Map<string, string>()
  const files: { name: string; type: string; bytes: Buffer }[] = []
  return new Promise((resolve, reject) => {
    const parser = busboy({ headers: request.headers })
    parser.on('field', (name, value) => fields.set(name, value))
    parser.on('file', (name, stream, { mimeType: type }) => {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => files.push({ name, type, bytes: Buffer.concat(chunks) }))
    })
    parser.on('error', reject).on('close', () => resolve({ fields, files }))
    parser.end(raw)
  })
}
