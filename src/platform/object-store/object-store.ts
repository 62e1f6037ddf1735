import type { Readable } from 'node:stream'

/** Where bytes live: a bucket of any S3, spoken to through the AWS SDK alone. Keys are names without a leading slash. */
export interface ObjectStore {
  /** Writes an object whole or not at all. A stream without a length goes up in parts. */
  put(key: string, body: Readable | Uint8Array, about: PutOptions): Promise<void>
  /** null: there is no such object. */
  head(key: string): Promise<StoredObject | null>
  /** @throws NoSuchObject */
  read(key: string, range?: ByteRange): Promise<Readable>
  /**
   * The same bytes under another key, under which nobody has ever been let in to write.
   * @throws NoSuchObject
   */
  copy(from: string, to: string, contentType: string): Promise<void>
  /** What is not there counts as removed. */
  remove(keys: readonly string[]): Promise<void>
  /** An address to PUT exactly these bytes to: key, type and length are part of the signature. */
  signUpload(
    upload: SignedUpload
  ): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }>
  /** The same as a form, for whoever can only POST. */
  signPost(upload: SignedUpload): Promise<{ readonly url: string; readonly fields: Readonly<Record<string, string>> }>
  signDownload(download: SignedDownload): Promise<string>
  /** The origin that signed addresses begin with, for the pages' content security policy. */
  publicOrigin(): Promise<string>
}

export interface PutOptions {
  readonly contentType: string
  /** In bytes. */
  readonly contentLength?: number
}

export interface StoredObject {
  readonly size: number
  readonly content_type: string
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

export interface SignedUpload {
  readonly key: string
  readonly contentType: string
  readonly contentLength: number
  readonly seconds: number
}

export interface SignedDownload {
  readonly key: string
  /** What a browser calls it when it saves it. */
  readonly fileName: string
  readonly contentType: string
  /** Shown in the page rather than saved. Only for types that carry no script. */
  readonly inline: boolean
  readonly seconds: number
}

export class NoSuchObject extends Error {
  override name = 'NoSuchObject'
}

/** The store did not answer, or answered what it should not. */
export class ObjectStoreUnavailable extends Error {
  override name = 'ObjectStoreUnavailable'
}
