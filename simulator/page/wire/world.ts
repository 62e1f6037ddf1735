import { createCell } from '../../../src/client/live.ts'
import type { Channel, Phone, Traffic } from './shapes.ts'

/** All that is known of the simulated network. */
export const channels = createCell<readonly Channel[] | null>(null)
export const phones = createCell<ReadonlyMap<string, Phone>>(new Map())
export const traffic = createCell<readonly Traffic[]>([])
export const isLive = createCell(false)

const MOST_TRAFFIC = 40
let counted = 0

export function keepChannel(fresh: Channel): void {
  const known = channels.get() ?? []
  const isKnown = known.some(({ id }) => id === fresh.id)
  channels.set(isKnown ? known.map(each => (each.id === fresh.id ? fresh : each)) : [...known, fresh])
}

export function keepPhone(fresh: Phone): void {
  phones.set(new Map(phones.get()).set(keyOf(fresh.channel_id, fresh.id), fresh))
}

export function noteTraffic(fresh: Omit<Traffic, 'number'>): void {
  counted += 1
  traffic.set([{ ...fresh, number: counted }, ...traffic.get()].slice(0, MOST_TRAFFIC))
}

export function keyOf(channelId: number, phoneId: string): string {
  return `${channelId}/${phoneId}`
}
