import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'

/** One file of a form, as a stream of a known length. */
export interface FormFile {
  readonly field: string
  readonly fileName: string
  readonly contentType: string
  readonly size: number
  readonly body: Readable
}

export interface Form {
  readonly headers: { readonly 'content-type': string; readonly 'content-length': string }
  readonly body: Readable
}

/** Puts a form of fields and one file together as it is read, so that no file is ever in memory as a whole. */
export function multipart(fields: Readonly<Record<string, string>>, file: FormFile): Form {
  const boundary = `parley-${randomUUID()}`
  const before = Buffer.from(
    Object.entries(fields)
      .map(([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`)
      .join('') +
      `--${boundary}\r\n${disposition(file.field)}; filename="${quoted(file.fileName)}"\r\n` +
      `content-type: ${file.contentType}\r\n\r\n`
  )
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(before.length + file.size + after.length)
    },
    body: Readable.from(inOrder(before, file.body, after), { objectMode: false })
  }
}

async function* inOrder(before: Buffer, body: Readable, after: Buffer): AsyncGenerator<Uint8Array> {
  yield before
  yield* body
  yield after
}

function disposition(name: string): string {
  return `content-disposition: form-data; name="${quoted(name)}"`
}

/** As browsers write names: what would end them early is escaped. */
function quoted(name: string): string {
  return name.replace(/[\r\n"]/g, each => encodeURIComponent(each))
}
