import { type Fields, list, number, record, text } from './reading.ts'

export interface SentTemplate {
  readonly name: string
  readonly language: string | undefined
  /** What filled it, in order. */
  readonly values: readonly string[]
}

/** What a template of ours was filled with; its words stand at the provider. */
export function readTemplate(content: Fields | null): SentTemplate {
  const { name, language, components } = record(content)
  return {
    name: text(name) ?? '?',
    language: text(language) ?? text(record(language)['code']),
    values: list(components).flatMap(each =>
      list(record(each)['parameters']).flatMap(each => fillingOf(record(each)) ?? [])
    )
  }
}

function fillingOf(parameter: Fields): string | undefined {
  const amount = number(record(parameter['currency'])['amount_1000'])
  return (
    text(parameter['text']) ??
    text(parameter['coupon_code']) ??
    text(record(parameter['currency'])['fallback_value']) ??
    text(record(parameter['date_time'])['fallback_value']) ??
    text(record(parameter['location'])['name']) ??
    (amount === undefined ? undefined : String(amount / 1_000))
  )
}
