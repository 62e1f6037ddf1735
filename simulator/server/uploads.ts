import busboy from 'busboy'
import type { Exchange } from './exchange.ts'
import { GraphError } from './graph-error.ts'

export interface Upload {
  readonly fields: Readonly<Record<string, string>>
  readonly file: { readonly bytes: Buffer; readonly mimeType: string; readonly filename: string | null }
}

const MOST_BYTES = 100 * 1024 * 1024

/**
 * Reads `messaging_product`, `type` and `file` of a form.
 * @throws GraphError
 */
export function readUpload({ request }: Exchange): Promise<Upload> {
  const isForm = /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')
  if (!isForm) return Promise.reject(new GraphError(100, 'The parameter file is required.'))
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = Object.create(null)
    let file: Upload['file'] | undefined
    const form = busboy({ headers: request.headers, limits: { files: 1, fields: 10, fileSize: MOST_BYTES } })
    form.on('field', (name, value) => {
      fields[name] = value
    })
    form.on('file', (name, stream, { mimeType, filename }) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () => reject(new GraphError(131053, `The file is larger than ${MOST_BYTES} bytes.`)))
      stream.on('end', () => {
        if (name === 'file') file = { bytes: Buffer.concat(chunks), mimeType, filename: filename || null }
      })
    })
    form.on('error', () => reject(new GraphError(100, 'The form cannot be read.')))
    form.on('close', () => {
      if (fields['messaging_product'] !== 'whatsapp') {
        return reject(new GraphError(100, 'The parameter messaging_product is required.'))
      }
      if (!file) return reject(new GraphError(100, 'The parameter file is required.'))
      if (!fields['type']) return reject(new GraphError(100, 'The parameter type is required.'))
      resolve({ fields, file: { ...file, mimeType: fields['type'] } })
    })
    request.pipe(form)
  })
}
