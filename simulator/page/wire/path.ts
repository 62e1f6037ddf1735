import type { Phone } from './shapes.ts'

/** Where a phone is, below the API. */
export function pathOf({ channel_id, id }: Phone): string {
  return `channels/${channel_id}/phones/${id}`
}
