/** To whom something is written: the customer, or one's own. */
export type Tab = 'reply' | 'note'

const kept = new Map<string, string>()

/** What was written and not sent, by conversation and tab, for as long as the page stands. */
export const keptWords = {
  get: (conversation: number, tab: Tab): string => kept.get(`${conversation}:${tab}`) ?? '',
  set(conversation: number, tab: Tab, text: string): void {
    if (text === '') kept.delete(`${conversation}:${tab}`)
    else kept.set(`${conversation}:${tab}`, text)
  }
}
