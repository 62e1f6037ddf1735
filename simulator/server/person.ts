/** Somebody who has WhatsApp. What can be changed about them is a switch of their phone. */
export interface Person {
  readonly id: string
  name: string
  /** The number the account was made with. */
  waId: string
  /** Business-scoped user id. */
  userId: string
  username: string | null
  /** With a username the number is not told. */
  hidesNumber: boolean
  /** Other numbers that reach this phone: in Brazil with one more 9, in Mexico without the 1. */
  readonly dials: readonly string[]
  isOnline: boolean
  /** Off: nobody hears that something was read. */
  tellsRead: boolean
  hasBlocked: boolean
  /** Wants no marketing. */
  hasOptedOut: boolean
  /** Off: an account without a phone that could show anything. */
  isReachable: boolean
}

/** What a person may be told to be. */
export type PersonPatch = Partial<
  Pick<
    Person,
    'name' | 'username' | 'hidesNumber' | 'isOnline' | 'tellsRead' | 'hasBlocked' | 'hasOptedOut' | 'isReachable'
  >
>

/** Does an address, as a business writes it, reach this person? */
export function answersTo(person: Person, address: string): boolean {
  return person.userId === address || person.waId === address || person.dials.includes(address)
}

/** The names a business gets to see: the number is missing where a username hides it. */
export function namesOf({ waId, userId, username, hidesNumber }: Person): { waId: string | undefined; userId: string } {
  return { waId: username !== null && hidesNumber ? undefined : waId, userId }
}
