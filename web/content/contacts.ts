import { type Fields, list, record, text } from './reading.ts'

export interface Card {
  readonly name: string
  readonly company: string | undefined
  readonly phones: readonly string[]
  readonly emails: readonly string[]
}

/** The cards of a message; one without a name goes by its number. */
export function readCards(content: Fields | null): readonly Card[] {
  return list(record(content)['contacts']).map(each => {
    const { name, org, phones, emails } = record(each)
    const numbers = list(phones).flatMap(phone => text(record(phone)['phone']) ?? text(record(phone)['wa_id']) ?? [])
    const mails = list(emails).flatMap(mail => text(record(mail)['email']) ?? [])
    return {
      name: text(record(name)['formatted_name']) ?? numbers[0] ?? mails[0] ?? '?',
      company: text(record(org)['company']),
      phones: numbers,
      emails: mails
    }
  })
}
