import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import busboy from 'busboy'
import type { FormFields } from './post-policy.ts'
import { S3Refusal } from './s3-refusal.ts'

const LIMITS = { fields: 50, fieldSize: 20_000, fieldNameSize: 200, files: 1, headerPairs: 50 }

/**
 * Reads a form whose last field is the file, and hands its bytes on as they come.
 * @throws S3Refusal, and whatever `take` throws
 */
export function takeForm<Result>(
  request: IncomingMessage,
  take: (fields: FormFields, file: Readable) => Promise<Result>
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>()
    let taken: Promise<Result> | undefined
    const form = busboy({ headers: request.headers, limits: LIMITS })
    const fail = (error: unknown) => {
      request.unpipe(form)
      reject(error)
    }
    form.on('field', (name, value, { valueTruncated }) => {
      if (valueTruncated || taken) fail(new S3Refusal('MalformedPOSTRequest'))
      else fields.set(name.toLowerCase(), value)
    })
    form.on('file', (name, file) => {
      file.on('error', () => {})
      taken = name === 'file' ? take(fields, file) : Promise.reject(new S3Refusal('MalformedPOSTRequest'))
      taken.catch(error => {
        file.resume()
        fail(error)
      })
    })
    form.on('error', () => fail(new S3Refusal('MalformedPOSTRequest')))
    form.on('close', () => {
      if (taken) taken.then(resolve, reject)
      else reject(new S3Refusal('MalformedPOSTRequest', 'the form has no file'))
    })
    request.on('close', () => request.complete || form.destroy(new S3Refusal('IncompleteBody')))
    request.pipe(form)
  })
}
