import type { LogEvent } from '../../src/client/wire.ts'
import { PRIORITIES } from '../../src/model/conversation.ts'
import type { EventType } from '../../src/model/event.ts'
import { fullTime } from '../time/calendar.ts'
import type { Words } from '../words/english.ts'

/** What happened to a conversation that its readers want to know, beside what was said. */
export const HAPPENINGS = [
  'conversation.assigned',
  'conversation.closed',
  'conversation.opened',
  'conversation.blocked',
  'conversation.unblocked',
  'conversation.snoozed',
  'conversation.prioritized',
  'control.passed',
  'control.taken',
  'control.released',
  'control.lapsed'
] as const satisfies readonly EventType[]

export function isHappening({ type }: Pick<LogEvent, 'type'>): boolean {
  return HAPPENINGS.some(each => each === type)
}

type Told = Pick<LogEvent, 'type' | 'actor' | 'data'>
type NameOf = (userId: number) => string | undefined

/** A happening in one sentence; null: nothing that anybody would miss. */
export function sentenceOf(
  { type, actor, data }: Told,
  me: number,
  nameOf: NameOf,
  { happenings, priorities }: Words
): string | null {
  const who =
    actor.type === 'user' ? (actor.id === me ? happenings.you : (actor.name ?? happenings.somebody)) : happenings.itself
  switch (type) {
    case 'conversation.assigned':
      return assigned(who, data, me, nameOf, happenings)
    case 'conversation.closed':
      return happenings.closed(who)
    case 'conversation.opened':
      return happenings.opened(who)
    case 'conversation.blocked':
      return happenings.blocked(who)
    case 'conversation.unblocked':
      return happenings.unblocked(who)
    case 'conversation.snoozed': {
      const until = data['snoozed_until']
      return typeof until === 'string' ? happenings.snoozed(who, fullTime(until)) : happenings.woken(who)
    }
    case 'conversation.prioritized': {
      const priority = PRIORITIES.find(each => each === data['priority'])
      return priority ? happenings.prioritized(who, priorities[priority]) : null
    }
    case 'control.taken':
      return happenings.taken(who)
    case 'control.passed':
    case 'control.released':
      return happenings.passed(who)
    case 'control.lapsed':
      return happenings.lapsed
    default:
      return null
  }
}

function assigned(
  who: string,
  data: Told['data'],
  me: number,
  nameOf: NameOf,
  happenings: Words['happenings']
): string {
  const owner = data['assigned_user_id']
  if (typeof owner !== 'number') return happenings.unassigned(who)
  return happenings.assigned(who, owner === me ? happenings.whomYou : (nameOf(owner) ?? happenings.whomSomebody))
}
