import type { Channel } from './channel.ts'
import { whatsapp } from './whatsapp/index.ts'

/** Every channel there is; a new one is a folder and a line. */
export const channels: readonly Channel[] = [whatsapp]

const byName: ReadonlyMap<string, Channel> = new Map(channels.map(channel => [channel.name, channel]))

/** Undefined for a type that has no channel (yet). */
export function channelNamed(type: string): Channel | undefined {
  return byName.get(type)
}
