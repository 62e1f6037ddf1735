import { type Fields, list, number, record, text } from './reading.ts'

export interface OrderLine {
  readonly name: string
  readonly quantity: number
  readonly price: string | undefined
}

export interface Order {
  readonly lines: readonly OrderLine[]
  /** undefined where prices are missing or of several currencies. */
  readonly total: string | undefined
}

export function readOrder(content: Fields | null, locale?: string): Order {
  const items = list(record(content)['product_items']).map(each => {
    const item = record(each)
    return {
      name: text(item['product_retailer_id']) ?? '?',
      quantity: number(item['quantity']) ?? 1,
      amount: number(item['item_price']),
      currency: text(item['currency'])
    }
  })
  const lines = items.map(({ name, quantity, amount, currency }) => ({
    name,
    quantity,
    price: amount === undefined ? undefined : money(amount * quantity, currency, locale)
  }))
  const currencies = new Set(items.map(({ currency }) => currency))
  const isSummable = items.length > 0 && currencies.size === 1 && items.every(({ amount }) => amount !== undefined)
  const sum = items.reduce((total, { amount = 0, quantity }) => total + amount * quantity, 0)
  return { lines, total: isSummable ? money(sum, items[0]?.currency, locale) : undefined }
}

/** A currency nobody knows stands behind its number. */
function money(amount: number, currency: string | undefined, locale: string | undefined): string {
  if (!currency) return amount.toFixed(2)
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
  } catch {
    return `${amount.toFixed(2)} ${currency}`
  }
}
