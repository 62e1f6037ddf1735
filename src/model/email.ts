/** The one way an e-mail address is written, so that one account has one count, one row and one spelling. */
export function canonicalEmail(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase()
}
