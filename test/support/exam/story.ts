import assert from 'node:assert/strict'
import type { ShownMessage } from '../desk.ts'
import type { Booth } from './examiner.ts'
import type { Room } from './room.ts'

interface Told {
  readonly at: number | string | null
  readonly type: string
  readonly text: string | null
  readonly status: string
  readonly reactions: readonly object[]
  readonly edited: number | string | null
  readonly revoked: boolean
  readonly quotes: string | null
}

/** What a reader sees of a conversation in the end; times are seconds since its first message. */
export interface Ending {
  readonly messages: readonly Told[]
  readonly unread: number
  readonly window: number | string | null
}

export type Story = (room: Room, booth: Booth, seed: number | null) => Promise<Ending>

type Step = <Result>(act: () => Result | Promise<Result>) => Promise<Result>

/** A customer and a colleague talk. */
export const dialogue: Story = async (room, booth, seed) => {
  const { phone, id } = await room.meet(booth)
  await postedLate(room, booth, seed, async then => {
    const question = await then(() => phone.writes('I have a question'))
    const second = await then(() => phone.writes('Two, in fact'))
    await then(() => room.say(id, 'Ask away'))
    const [answer] = phone.inbox
    assert.ok(answer)
    await then(() => phone.reads())
    for (const emoji of ['👍', '🎉']) await then(() => phone.reacts(answer.id, emoji))
    for (const emoji of ['😀', null]) await then(() => phone.reacts(question.id, emoji))
    for (const text of ['One, in fact', 'None, in fact']) await then(() => phone.edits(second.id, text))
    const wrong = await then(() => phone.writes('For somebody else'))
    await then(() => phone.revokes(wrong.id))
    await then(() => room.say(id, 'Anything else?'))
    await then(() => phone.writes('That is all', { quotes: answer.id }))
  })
  return endingOf(room, id)
}

/** A stranger writes, so that anything may be the first that is heard of them. */
export const firstWords: Story = async (room, booth, seed) => {
  const phone = await booth.phone({ name: 'Bruno Lima' })
  await postedLate(room, booth, seed, async then => {
    const first = await then(() => phone.writes('Hello?'))
    await then(() => phone.edits(first.id, 'Hello!'))
    await then(() => phone.reacts(first.id, '👋'))
    const second = await then(() => phone.writes('Is anybody there', { quotes: first.id }))
    await then(() => phone.revokes(second.id))
    await then(() => phone.writes('Never mind'))
  })
  return endingOf(room, (await room.messageOf(phone.messages[0]?.id ?? '')).conversation_id)
}

/** The post comes an hour later: in order, or shuffled, doubled and batched by the chances of a seed. */
async function postedLate(
  room: Room,
  { line }: Booth,
  seed: number | null,
  happen: (then: Step) => Promise<void>
): Promise<void> {
  const { clock } = room.server
  line.reseed(seed ?? 0)
  line.faults.add({ kind: 'delay', ms: 3_600_000 })
  if (seed !== null) {
    line.faults.add({ kind: 'duplicate', chance: 0.5 })
    line.faults.add({ kind: 'reorder' })
    line.faults.add({ kind: 'batch', size: 1 + (seed % 4) })
  }
  await happen(async act => {
    clock.forward({ seconds: 2 })
    const result = await act()
    await room.server.settle()
    return result
  })
  clock.forward({ hours: 2 })
  await room.server.settle()
  line.faults.clear()
}

async function endingOf(room: Room, id: number): Promise<Ending> {
  const [messages, conversation, numbers] = await Promise.all([
    room.messages(id),
    room.conversation(id),
    room.numbers(id)
  ])
  const sorted = messages.toSorted(byProviderTime)
  const began = Date.parse(sorted[0]?.provider_at ?? '')
  const seconds = (at: string | null) => at && Math.floor((Date.parse(at) - began) / 1_000)
  assert.deepEqual(
    numbers,
    Array.from({ length: conversation.last_seq }, (_, index) => index + 1)
  )
  return {
    messages: sorted.map(message => ({
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
