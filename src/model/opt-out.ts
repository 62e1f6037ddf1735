import { windowOpenedAt } from './window.ts'

/** Whoever wants no messages still gets answers to what they have written since; all times ISO 8601 UTC. */
export function mayAnswer(optedOutAt: string | null, windowExpiresAt: string | null, hours: number | null): boolean {
  if (optedOutAt === null) return true
  const wrote = windowOpenedAt(windowExpiresAt, hours)
  return wrote !== null && wrote > optedOutAt
}
