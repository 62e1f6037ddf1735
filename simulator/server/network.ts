import type { Answer, OutgoingRequest } from '../../src/platform/http.ts'
import type { Fields } from './fields.ts'
import type { BusinessNumber } from './number.ts'
import type { Thread } from './thread.ts'

/** Something that whoever watches wants to see. */
export type News =
  | { readonly kind: 'phone'; readonly number: BusinessNumber; readonly thread: Thread }
  | { readonly kind: 'line'; readonly number: BusinessNumber }
  | { readonly kind: 'webhook'; readonly number: BusinessNumber; readonly status: number; readonly body: string }
  | {
      readonly kind: 'call'
      readonly number: BusinessNumber
      readonly method: string
      readonly path: string
      readonly body: Fields | null
      /** null: no answer was given. */
      readonly status: number | null
      readonly answer: Fields | null
    }

/** A file behind a link of the business's. */
export interface Fetched {
  readonly status: number
  readonly bytes: Buffer
  readonly mimeType: string
}

/** What all lines share: the way out, and whoever listens. */
export interface Network {
  request(request: OutgoingRequest): Promise<Answer>
  fetchFile(url: string): Promise<Fetched>
  /** Something is to be done. */
  wake(): void
  heard(news: News): void
}
