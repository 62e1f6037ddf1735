import type { Person } from './person.ts'
import type { Random } from './random.ts'

/** What is worth saying about somebody; the rest is made up. */
export interface PersonDraft {
  readonly name?: string | undefined
  readonly waId?: string | undefined
  readonly userId?: string | undefined
  readonly username?: string | undefined
  readonly hidesNumber?: boolean | undefined
  readonly dials?: readonly string[] | undefined
}

/** Those whom a newcomer finds, the same after every start. Two of them are in the demo's address book. */
export const STOCK_PEOPLE: readonly PersonDraft[] = [
  { name: 'Ada Okafor', waId: '15550100001', userId: 'US.15550100001000000001' },
  { name: 'Bruno Lima', waId: '15550100002', userId: 'US.15550100002000000002' },
  { name: 'Paulo Reis', waId: '559281723241', userId: 'BR.55928172324100000003', dials: ['5592981723241'] },
  {
    name: 'Mei Tanaka',
    waId: '819012345678',
    userId: 'JP.81901234567800000004',
    username: 'meitanaka',
    hidesNumber: true
  }
]

export function describePerson(draft: PersonDraft, names: Random): Omit<Person, 'id'> {
  const waId = draft.waId ?? `1555${names.digits(7)}`
  return {
    name: draft.name ?? `Customer ${waId.slice(-4)}`,
    waId,
    userId: draft.userId ?? `${draft.username ? 'JP' : 'US'}.${names.digits(20)}`,
    username: draft.username ?? null,
    hidesNumber: draft.hidesNumber ?? false,
    dials: draft.dials ?? [],
    isOnline: true,
    tellsRead: true,
    hasBlocked: false,
    hasOptedOut: false,
    isReachable: true
  }
}
