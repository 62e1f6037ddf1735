import type { Channel } from '../../../src/channels/channel.ts'
import type { Examiner } from './examiner.ts'
import { whatsapp } from './whatsapp.ts'

const examiners: readonly Examiner[] = [whatsapp]

/** @throws when nobody examines this channel: whatever is in the list sits the exam */
export function examinerOf({ name }: Channel): Examiner {
  const found = examiners.find(each => each.channel.name === name)
  if (!found) throw new Error(`The channel ${name} has no examiner in test/support/exam.`)
  return found
}
