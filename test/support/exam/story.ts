import assert from 'node:assert/strict'
import type { ShownMessage } from '../desk.ts'
import type { Booth } from './examiner.ts'
import type { Room } from './room.ts'

interface Told {
  readonly at: number | null
  readonly type: string
  readonly text: string | null
  readonly status: string
  readonly reactions: readonly object[]
  readonly edited: number | null
  readonly revoked: boolean
  readonly quotes: string | null
}

/** What a reader sees of a conversation in the end; times are seconds since it began. */
export interface Ending {
  readonly messages: readonly Told[]
  readonly unread: number
  readonly window: number | null
}

/**
 * A customer and a colleague talk, and the post about it comes hours later: in order, or shuffled, doubled and batched
 * by the chances of a seed.
 */
export async function tellStory(room: Room, booth: Booth, seed: number | null): Promise<Ending> {
  const { phone, id } = await room.meet(booth)
  const { clock } = room.server
  const { faults } = booth.line
  const began = Math.floor(clock.now().getTime() / 1_000)
  booth.line.reseed(seed ?? 0)
  faults.add({ kind: 'delay', ms: 3_600_000 })
  if (seed !== null) {
    faults.add({ kind: 'duplicate', chance: 0.5 })
    faults.add({ kind: 'reorder' })
    faults.add({ kind: 'batch', size: 1 + (seed % 4) })
  }

  const after = async <Result>(act: () => Result): Promise<Result> => {
    clock.forward({ seconds: 2 })
    const result = act()
    await result
    await room.server.settle()
    return result
  }
  const question = await after(() => phone.writes('I have a question'))
  const second = await after(() => phone.writes('Two, in fact'))
  await after(() => room.say(id, 'Ask away'))
  const [answer] = phone.inbox
  assert.ok(answer)
  await after(() => phone.reads())
  for (const emoji of ['👍', '🎉']) await after(() => phone.reacts(answer.id, emoji))
  for (const emoji of ['😀', null]) await after(() => phone.reacts(question.id, emoji))
  for (const text of ['One, in fact', 'None, in fact']) await after(() => phone.edits(second.id, text))
  const wrong = await after(() => phone.writes('For somebody else'))
  await after(() => phone.revokes(wrong.id))
  await after(() => room.say(id, 'Anything else?'))
  await after(() => phone.writes('That is all', { quotes: answer.id }))

  faults.clear('delay')
  clock.forward({ hours: 2 })
  await room.server.settle()
  faults.clear()
  return endingOf(room, id, began)
}

async function endingOf(room: Room, id: number, began: number): Promise<Ending> {
  const seconds = (at: string | null) => (at === null ? null : Math.round(Date.parse(at) / 1_000) - began)
  const [messages, conversation, numbers] = await Promise.all([
    room.messages(id),
    room.conversation(id),
    room.numbers(id)
  ])
  assert.deepEqual(
    numbers,
    Array.from({ length: conversation.last_seq }, (_, index) => index + 1)
  )
  return {
    messages: messages.toSorted(byProviderTime).map(message => ({
      at: seconds(message.provider_at),
      type: message.message_type,
      text: message.message_text,
      status: message.status,
      reactions: message.reactions.map(({ emoji, by, at }) => ({ emoji, by: by.split(':')[0], at: seconds(at) })),
      edited: seconds(message.edited_at),
      revoked: 'revoked_at' in message.metadata,
      quotes: messages.find(each => each.id === message.reply_to_message_id)?.message_text ?? null
    })),
    unread: conversation.unread_count,
    window: seconds(conversation.window_expires_at)
  }
}

function byProviderTime(one: ShownMessage, other: ShownMessage): number {
  return Date.parse(one.provider_at ?? one.created_at) - Date.parse(other.provider_at ?? other.created_at)
}
