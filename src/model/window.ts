const HOUR_MS = 3_600_000

/**
 * End of the time in which free text is allowed, from the customer's last message by the provider's clock.
 * A message that comes in late may open a window that has closed already.
 */
export function windowAfter(providerAt: string, hours: number | null): string | null {
  if (hours === null) return null
  return new Date(Date.parse(providerAt) + hours * HOUR_MS).toISOString()
}

/** Channels without a window never close; those with one are closed until the customer has written. */
export function isWindowOpen(expiresAt: string | null, hours: number | null, now: Date): boolean {
  if (hours === null) return true
  return expiresAt !== null && Date.parse(expiresAt) > now.getTime()
}

/** When the customer wrote last, as far as the window tells; null: never, or nobody knows. */
export function windowOpenedAt(expiresAt: string | null, hours: number | null): string | null {
  if (expiresAt === null || hours === null) return null
  return new Date(Date.parse(expiresAt) - hours * HOUR_MS).toISOString()
}

/** Late and reordered messages never shorten a window. */
export function laterOf(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}
