/** Two hands. On a small screen only the latest is seen. */
export interface Slots {
  readonly held: readonly (string | undefined)[]
  readonly latest: number
}

export const NOBODY: Slots = { held: [undefined, undefined], latest: 0 }

/** Takes a phone into a hand: the one that holds it, or else the one that has waited longer. */
export function pick({ held, latest }: Slots, id: string): Slots {
  const hand = held.indexOf(id)
  if (hand !== -1) return { held, latest: hand }
  const other = 1 - latest
  return { held: held.map((each, index) => (index === other ? id : each)), latest: other }
}
