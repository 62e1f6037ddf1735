import { CHANNEL_TYPES } from '../model/message.ts'
import { announced } from './announced.ts'
import type { Channel, Vocabulary } from './channel.ts'
import { playground } from './playground/index.ts'
import { whatsapp } from './whatsapp/index.ts'

/** Every channel there is; a new one is a folder and a line. */
export const channels: readonly Channel[] = [whatsapp, playground]

const byName: ReadonlyMap<string, Channel> = new Map(channels.map(channel => [channel.name, channel]))

/** Undefined for a type that has no channel (yet). */
export function channelNamed(type: string): Channel | undefined {
  return byName.get(type)
}

/** What may be said on each type of channel: as its dialect has it, else as it is announced. */
export function vocabulariesOf(spoken: readonly Channel[]): readonly Vocabulary[] {
  const known = [...spoken, ...announced]
  return CHANNEL_TYPES.flatMap(type => known.find(({ name }) => name === type) ?? [])
}
